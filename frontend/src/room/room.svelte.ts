/** The room as one browser has it: kept up to date, and the way to do something in it. */
import { untrack } from 'svelte';
import { act, getRoom, roomStream, type Action, type Order, type Room } from '../api/room';
import { Problem } from '../api/http';
import { t } from '../lib/i18n/index.svelte';
import { describe } from '../lib/problems';
import { follow, type Connection } from './feed';

export class RoomState {
  view: Room;
  connection = $state<Connection>('live');
  /** Why the last thing that was asked for wasn't done. */
  failure = $state<string | null>(null);
  working = $state(false);

  constructor(first: Room) {
    this.view = $state.raw(first);
  }

  /** Follows the room until the function that is returned is called. */
  follow(): () => void {
    // An effect that follows must not begin anew with each view that comes.
    const meetingId = untrack(() => this.view.meetingId);
    return follow<Room>({
      stream: roomStream(meetingId),
      ask: () => getRoom(meetingId),
      onView: (room) => this.#take(room),
      onConnection: (connection) => (this.connection = connection),
    });
  }

  /**
   * Does something in the room.
   *
   * @throws Problem when it is refused; what has happened in between is shown then.
   */
  async order<Name extends Action>(name: Name, order: Order<Name>): Promise<void> {
    this.failure = null;
    try {
      this.#take(await act(this.view.meetingId, this.view.seq, name, order));
    } catch (error) {
      if (!(error instanceof Problem) || ![409, 412].includes(error.status)) throw error;
      await getRoom(this.view.meetingId).then(
        (room) => this.#take(room),
        () => undefined,
      );
      throw error.status === 412 ? new Problem(412, t('room.changed')) : error;
    }
  }

  /** As {@link order}, telling of a refusal on the page; whether it was done. What is asked for twice is done once. */
  async attempt<Name extends Action>(name: Name, order: Order<Name>): Promise<boolean> {
    if (this.working) return false;
    this.working = true;
    try {
      await this.order(name, order);
      return true;
    } catch (error) {
      this.failure = describe(error);
      return false;
    } finally {
      this.working = false;
    }
  }

  /** Answers and events may cross each other: the latest view stays. */
  #take(room: Room): void {
    if (room.seq >= this.view.seq) this.view = room;
  }
}
