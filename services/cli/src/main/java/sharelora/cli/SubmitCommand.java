package sharelora.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.JobFileDraft;
import sharelora.operations.submission.Submission;
import sharelora.operations.submission.Submitter;
import sharelora.platform.host.Exit;
import sharelora.schemas.AdapterOrigin;

/** Stores a job file as a Stream and a Job. */
@Command(
        name = "submit",
        description = "Stores a job, and its stream with its topics; services take it up from there.",
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "job.yaml", description = "The job file.")
    private Path file;

    @Override
    public Integer call() {
        JobFileDraft draft = JobFile.draft(read(file), file.toString());
        Submission written = new Submitter(connection.kafka(), connection.blobs()).submit(draft);
        JobFile job = draft.file();
        command.commandLine()
                .getOut()
                .println("job " + job.job() + ": " + (written.job().isPresent() ? "submitted" : "unchanged")
                        + ", stream " + job.stream().name() + ": "
                        + (written.stream().isPresent() ? "submitted" : "unchanged")
                        + written.job()
                                .flatMap(there -> Optional.ofNullable(there.getFrom()))
                                .map(SubmitCommand::origin)
                                .orElse(""));
        written.warnings().forEach(warning -> command.commandLine().getErr().println("warning: " + warning));
        command.commandLine().getErr().flush();
        return Exit.DONE;
    }

    private static String origin(AdapterOrigin from) {
        return ", starts from " + from.getName() + "@" + from.getSha256()
                + (from.getHead() ? " and its head" : " with a new head");
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw WrongUsageException.of("'" + file + "', expected a readable job file (" + e + ")");
        }
    }
}
