/** The meeting room: for those who take part in it, and what everybody may follow. */
import { answer, api, commonHeaders, Problem } from './http';
import type { components, paths } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type Room = Answer<Schemas['RoomOut']>;
export type RoomItem = Room['items'][number];
export type RoomProposal = RoomItem['proposals'][number];
export type RoomSeat = Room['seats'][number];
export type Speaker = Room['speakers'][number];
export type Vote = RoomItem['votes'][number];
export type Words = RoomItem['dissents'][number];
export type Live = Answer<Schemas['LiveView']>;
export type LiveItem = Live['items'][number];

type Prefix = '/api/v1/meetings/{meeting_id}/room/actions/';
/** What can be done in the room, as the API names it. */
export type Action = keyof paths extends infer Path ? (Path extends `${Prefix}${infer Name}` ? Name : never) : never;
type Operation<Name extends Action> = paths[`${Prefix}${Name}`]['post'];
type Asked<Name extends Action> =
  Operation<Name> extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : undefined;
/** What the API fills in itself where it is left out. */
type Defaulted =
  | 'also'
  | 'appointment'
  | 'candidates'
  | 'drawn'
  | 'form'
  | 'legalBasis'
  | 'method'
  | 'moreThanHalf'
  | 'proposalIds'
  | 'remote'
  | 'seats'
  | 'way';
/** What an action is given; nothing for those that need nothing. */
export type Order<Name extends Action> = Optional<Asked<Name>>;
type Optional<Body> = Body extends object
  ? Omit<Body, Defaulted> & Partial<Pick<Body, Extract<keyof Body, Defaulted>>>
  : undefined;
export type Outcome = Order<'conclude-item'>['outcome'];
export type VoteOrder = Order<'open-vote'>;
export type VoteStep = Order<'settle-vote-order'>['steps'][number];

const base = (meetingId: string): string => `/api/v1/meetings/${meetingId}/room`;
export const roomStream = (meetingId: string): string => `${base(meetingId)}/stream`;
export const liveStream = (meetingId: string): string => `/api/v1/published/meetings/${meetingId}/live/stream`;

export const getRoom = (meetingId: string): Promise<Room> =>
  answer(api.GET('/api/v1/meetings/{meeting_id}/room', { params: { path: { meeting_id: meetingId } } }));

async function read<T>(address: string, request: RequestInit): Promise<T> {
  const response = await fetch(address, request).catch((): never => {
    throw new Problem(0);
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.of(response.status, body);
  return body as T;
}

/**
 * What everybody may follow of the meeting.
 *
 * @throws Problem when there is nothing to follow (404), or the API cannot be reached.
 */
export const getLive = (meetingId: string): Promise<Live> =>
  answer(api.GET('/api/v1/published/meetings/{meeting_id}/live', { params: { path: { meeting_id: meetingId } } }));

/**
 * Carries an action out in the room as it was seen (`seq`); the room as it is then.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export function act<Name extends Action>(
  meetingId: string,
  seq: number,
  name: Name,
  order: Order<Name>,
): Promise<Room> {
  return read(`${base(meetingId)}/actions/${name}`, {
    method: 'POST',
    headers: {
      ...commonHeaders('POST'),
      'If-Match': `"${seq}"`,
      ...(order === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(order === undefined ? {} : { body: JSON.stringify(order) }),
  });
}
