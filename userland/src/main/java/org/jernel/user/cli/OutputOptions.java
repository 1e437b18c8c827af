package org.jernel.user.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import org.jernel.kernel.printk.Printk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command prints, and how much of the kernel's log comes with it. */
final class OutputOptions {

    /** Warnings and worse. */
    private static final int CONSOLE_LOGLEVEL = 5;

    /** Read by logback.xml, which is when the first kernel boots: what others than the kernel log. */
    private static final String LOG_LEVEL = "jernel.loglevel";

    @Spec(Spec.Target.MIXEE) private @Nullable CommandSpec spec;

    private int consoleLogLevel = CONSOLE_LOGLEVEL;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the kernel's log.")
    void setVerbose(boolean verbose) {
        if (verbose) {
            System.setProperty(LOG_LEVEL, "DEBUG");
            consoleLogLevel = Printk.CONSOLE_LOGLEVEL_DEBUG;
        }
    }

    /** What of the kernel's log is shown from its boot on; programs can change it. */
    int consoleLogLevel() {
        return consoleLogLevel;
    }

    /** Fails unless everything printed has arrived: a writer keeps its errors to itself. */
    static void finish(PrintWriter out) throws UserError {
        if (out.checkError()) {
            throw new UserError("standard output cannot be written");
        }
    }

    /** What the command line was given, so that a test can read it. */
    PrintWriter writer() {
        return spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
    }
}
