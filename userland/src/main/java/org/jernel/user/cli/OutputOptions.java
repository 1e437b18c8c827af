package org.jernel.user.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command prints, and how much of the kernel's log comes with it. */
final class OutputOptions {

    /** Read by logback.xml, which is when the first kernel boots. */
    private static final String LOG_LEVEL = "jernel.loglevel";

    @Spec(Spec.Target.MIXEE) private @Nullable CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the kernel's log.")
    void setVerbose(boolean verbose) {
        if (verbose) {
            System.setProperty(LOG_LEVEL, "DEBUG");
        }
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
