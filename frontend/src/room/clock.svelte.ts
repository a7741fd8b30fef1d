/** The time now, told anew every second as long as something shows it. */
export class Clock {
  now = $state(Date.now());

  /** To be used as an effect of the component that shows it. */
  tick = (): (() => void) => {
    const timer = setInterval(() => (this.now = Date.now()), 1000);
    return () => clearInterval(timer);
  };
}
