package sharelora.broker;

import java.util.Map;
import java.util.stream.Collectors;

/** Kafka settings that add a listener with SASL (PLAIN), and an authorizer that denies whatever was not granted. */
final class AccessControl {

    private AccessControl() {}

    /** To be appended to the settings of the same names. */
    static Map<String, String> settings(Map<String, String> passwords, int port) {
        String users = passwords.entrySet().stream()
                .map(each -> " user_" + each.getKey() + "=\"" + each.getValue() + "\"")
                .collect(Collectors.joining());
        return passwords.isEmpty()
                ? Map.of()
                : Map.of(
                        "listeners", "LOCKED://127.0.0.1:" + port,
                        "advertised.listeners", "LOCKED://127.0.0.1:" + port,
                        "listener.security.protocol.map", "LOCKED:SASL_PLAINTEXT",
                        "sasl.enabled.mechanisms", "PLAIN",
                        "listener.name.locked.plain.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required" + users + ";",
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users", "User:ANONYMOUS");
    }
}
