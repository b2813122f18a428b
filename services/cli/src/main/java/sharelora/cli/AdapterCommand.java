package sharelora.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.platform.host.Exit;

/** Takes adapters into the blob store. */
@Command(
        name = "adapter",
        description = "Takes adapters into the blob store, for jobs to start from.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "import")
final class AdapterCommand {

    @Spec
    private CommandSpec command;

    @Command(
            name = "import",
            description =
                    "Takes a folder that PEFT wrote (plain LoRA) or that `export` wrote; a job names it with from:.",
            mixinStandardHelpOptions = true)
    int importAdapter(
            @Mixin Connection connection,
            @Parameters(paramLabel = "DIR", description = "The folder.") Path folder,
            @Option(names = "--name", required = true, description = "Name in the blob store.") String name,
            @Option(
                            names = "--labels",
                            split = ",",
                            paramLabel = "LABEL",
                            description = "What the outputs of its classification head are called, in order; PEFT does"
                                    + " not write it down. Default: what the folder says, else LABEL_0, LABEL_1, ...")
                    List<String> labels) {
        if (!Files.isDirectory(folder)) {
            throw WrongUsageException.of("'" + folder + "', expected a folder with an adapter");
        }
        String sha256 =
                new ImportedAdapters(connection.blobs()).importFolder(folder, name, Optional.ofNullable(labels));
        command.commandLine().getOut().println(name + "@" + sha256);
        return Exit.DONE;
    }
}
