package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import sharelora.cli.Main;

/** One run of the {@code sharelora} command in this process, with what it printed. */
record Command(int exit, String out) {

    static Command run(String... arguments) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            int exit = Main.run(arguments);
            return new Command(exit, out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
        }
    }

    /** A run that has to succeed; what it printed. */
    static String succeed(String... arguments) {
        Command run = run(arguments);
        assertThat(run.exit())
                .as("%s: %s", String.join(" ", arguments), run.out())
                .isZero();
        return run.out();
    }
}
