package org.jernel.user.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where a command prints: what its command line was given, so that a test can read it. */
final class Output {

    @Spec(Spec.Target.MIXEE) private @Nullable CommandSpec spec;

    PrintWriter writer() {
        return spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
    }
}
