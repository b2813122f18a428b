package sharelora.operations.rights;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One principal's right on one resource of the broker.
 *
 * @param resource {@code topic}, {@code group} or {@code transactional-id}, as {@code kafka-acls} spells it
 * @param name of the resource, or the beginning of it
 * @param prefixed whether it is the beginning
 * @param operations as {@code kafka-acls} spells them
 */
public record Right(Principal principal, String resource, String name, boolean prefixed, List<String> operations) {

    /** The command that grants it. */
    public String command(String bootstrapServers) {
        return "kafka-acls --bootstrap-server " + bootstrapServers + " --add --allow-principal User:" + principal.id()
                + operations.stream().map(each -> " --operation " + each).collect(Collectors.joining()) + " --"
                + resource + " " + name + (prefixed ? " --resource-pattern-type prefixed" : "");
    }
}
