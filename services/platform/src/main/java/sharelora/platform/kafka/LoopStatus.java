package sharelora.platform.kafka;

import java.time.Duration;

/** What a loop's rounds show to the outside, and the one sign that they heed. */
record LoopStatus(LoopMetrics metrics, IdleClock clock, Stop stop) {

    void busy() {
        clock.busy();
    }

    void idle() {
        clock.idle();
    }

    boolean isIdle() {
        return !clock.time().isZero();
    }

    void pause(Duration time) {
        stop.pause(time);
    }
}
