package org.jernel.user.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jernel syscalls}: the table with what is there for each row. */
@Command(
        name = "syscalls",
        description = "Prints the system call table: number, abi, name, handler, and how much of it is there.",
        mixinStandardHelpOptions = true)
final class SyscallsCommand implements Callable<Integer> {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.") private SupportTable.Format format =
                    SupportTable.Format.text;

    @Mixin private final TableOption tableOption = new TableOption();

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws UserError, IOException {
        PrintWriter out = output.writer();
        KernelConfig config = KernelConfig.hermetic()
                .withSyscallTable(tableOption.table())
                .withConsoleLogLevel(output.consoleLogLevel());
        try (Kernel kernel = Kernel.boot(config)) {
            out.print(SupportTable.of(kernel).format(format));
        }
        OutputOptions.finish(out);
        return 0;
    }
}
