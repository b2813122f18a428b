package sharelora.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.export.ExportForm;
import sharelora.operations.export.Exporter;
import sharelora.platform.host.Exit;
import sharelora.schemas.Checkpoint;

/** Writes a checkpoint to a folder. */
@Command(
        name = "export",
        description =
                "Writes a checkpoint to a folder: as PEFT loads it, merged into its base, or in its method's own form.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", required = true, description = "Whose checkpoint.")
    private String job;

    @Option(
            names = "--checkpoint",
            paramLabel = "ID",
            description = "Its hash or the beginning of it, or its adapter name. Default: the one of the most steps")
    private String checkpoint;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to: empty or not there yet.")
    private Path out;

    @Option(names = "--merged", description = "A whole model, the adapter worked into the base: needs no PEFT.")
    private boolean merged;

    @Option(
            names = {"--native", "--compact"},
            description = "The method's own form: one file with each shared matrix once; `adapter import` reads it."
                    + " --compact is its older name.")
    private boolean ofItsOwn;

    @Override
    public Integer call() {
        if (merged && ofItsOwn) {
            throw WrongUsageException.of("--merged: beside --native, expected one of them");
        }
        ExportForm form = merged ? ExportForm.MERGED : ofItsOwn ? ExportForm.NATIVE : ExportForm.PEFT;
        Checkpoints ofJob = Checkpoints.of(job, connection.kafka());
        ofJob.unread().forEach(each -> command.commandLine().getErr().println("note: " + each));
        Checkpoint newest = ofJob.newest()
                .orElseThrow(() -> WrongUsageException.of("--job: '" + job + "', expected a job with a checkpoint"));
        Checkpoint found = checkpoint == null ? newest : ofJob.named("--checkpoint", checkpoint);
        new Exporter(connection.blobs())
                .write(found, form, out)
                .forEach(missing -> command.commandLine().getErr().println("note: " + missing));
        command.commandLine().getOut().println(found.getAdapterName() + " in " + out);
        return Exit.DONE;
    }
}
