package sharelora.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** What a person sees while the demo runs. */
public interface Screen extends AutoCloseable {

    /** Something that happened: a line that stays. */
    void say(String line);

    /** How it stands. */
    void show(DemoProgress standing);

    @Override
    void close();

    /** A live bar on a terminal, plain lines anywhere else. */
    @SuppressWarnings("checkstyle:RegexpSinglelineJava") // a bar needs the terminal itself, not picocli's writer
    static Screen of(PrintWriter out) {
        // Null on JDK 25 where standard input or output is no terminal.
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return terminal ? new BarScreen(System.out, new TerminalWidth()) : new PlainScreen(out, System::nanoTime);
    }
}
