package sharelora.platform.kafka;

import sharelora.platform.records.Outgoing;

/** Where a {@link Transform} puts what it makes; nothing is visible to readers before its transaction commits. */
@FunctionalInterface
public interface Output {

    void send(Outgoing<?> record);
}
