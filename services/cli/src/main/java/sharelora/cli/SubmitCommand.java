package sharelora.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.control.Outcome;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.JobFileDraft;
import sharelora.platform.host.Exit;

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
        Outcome written = connection.controls().submit(draft);
        command.commandLine().getOut().println(written.words());
        written.notes().forEach(warning -> command.commandLine().getErr().println("warning: " + warning));
        command.commandLine().getErr().flush();
        return Exit.DONE;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw WrongUsageException.of("'" + file + "', expected a readable job file (" + e + ")");
        }
    }
}
