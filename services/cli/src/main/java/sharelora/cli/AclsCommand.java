package sharelora.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import sharelora.cli.options.Connection;
import sharelora.operations.rights.Principal;
import sharelora.operations.rights.Right;
import sharelora.operations.rights.Rights;
import sharelora.platform.host.Exit;

/** Prints who needs which right. */
@Command(
        name = "acls",
        description = "Prints the rights that each stage needs, as kafka-acls commands; asks no broker.",
        mixinStandardHelpOptions = true)
final class AclsCommand implements Callable<Integer> {

    /** Their names, as picocli asks for them. */
    static final class Principals implements ITypeConverter<Principal>, Iterable<String> {

        @Override
        public Principal convert(String name) {
            try {
                return Principal.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Principal.all().stream().map(Principal::id).iterator();
        }
    }

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(
            names = "--input",
            split = ",",
            paramLabel = "TOPIC",
            description = "Topics that you already have and streams read.")
    private List<String> inputs = List.of();

    @Option(
            names = "--principal",
            converter = Principals.class,
            completionCandidates = Principals.class,
            description = "Of this one only: ${COMPLETION-CANDIDATES}")
    private Principal principal;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        String servers = connection.kafka().bootstrapServers();
        Principal before = null;
        for (Right right : Rights.of(inputs)) {
            if (principal != null && !right.principal().equals(principal)) {
                continue;
            }
            if (!right.principal().equals(before)) {
                out.println("# " + right.principal().id());
            }
            before = right.principal();
            out.println(right.command(servers));
        }
        return Exit.DONE;
    }
}
