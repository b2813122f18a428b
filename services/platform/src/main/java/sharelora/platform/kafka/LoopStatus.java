package sharelora.platform.kafka;

import java.time.Duration;

/** What a loop's rounds report, metrics and idleness, and the request to stop that ends their pauses. */
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
