package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import sharelora.cli.Main;

/**
 * One run of the {@code sharelora} command in this process.
 *
 * @param out what it printed
 * @param err what it complained of
 */
record Command(int exit, String out, String err) {

    static Command run(String... arguments) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exit = Main.run(arguments);
            return new Command(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    /** A run that has to succeed; what it printed. */
    static String succeed(String... arguments) {
        Command run = run(arguments);
        assertThat(run.exit())
                .as("%s: %s%s", String.join(" ", arguments), run.out(), run.err())
                .isZero();
        return run.out();
    }
}
