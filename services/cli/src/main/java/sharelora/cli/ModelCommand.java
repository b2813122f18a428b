package sharelora.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.host.Exit;

/** Takes base models into the blob store. */
@Command(
        name = "model",
        description = "Takes base models into the blob store.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "import")
final class ModelCommand {

    @Spec
    private CommandSpec command;

    @Command(
            name = "import",
            description =
                    "Takes minilm (all-MiniLM-L6-v2), bge-small (bge-small-en-v1.5), bert-base (uncased) or a Hugging Face folder."
                            + " Prints name and content hash.",
            mixinStandardHelpOptions = true)
    int importModel(
            @Mixin Connection connection,
            @Parameters(paramLabel = "minilm|bge-small|bert-base|DIR", description = "What to import.") String source,
            @Option(
                            names = "--name",
                            description = "Name in the blob store. Default: the model's, or made of the folder's")
                    String name) {
        BaseModels models = new BaseModels(connection.blobs());
        Path folder = Path.of(source);
        boolean known = BaseModels.known().contains(source);
        if (!known && !Files.isDirectory(folder)) {
            throw WrongUsageException.of(
                    "'" + source + "', expected " + String.join(", ", BaseModels.known()) + " or a folder");
        }
        PrintWriter err = command.commandLine().getErr();
        String given = name != null ? name : known ? source : BaseModels.nameOf(folder);
        if (name == null && !known) {
            err.println("name: " + given + ", made of the folder's; --name gives another");
        }
        String sha256 = known ? models.importKnown(source, given) : models.importFolder(folder, given, err::println);
        command.commandLine().getOut().println(given + "@" + sha256);
        return Exit.DONE;
    }
}
