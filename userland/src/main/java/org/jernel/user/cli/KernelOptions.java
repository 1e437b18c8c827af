package org.jernel.user.cli;

import org.jernel.kernel.KernelConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs programs can be told of its kernel. */
final class KernelOptions {

    @Option(names = "--hermetic",
            description = "Keep the network inside the kernel: no port of the host is opened.") private boolean hermetic;

    @Mixin private final TableOption tableOption = new TableOption();

    KernelConfig config() throws UserError {
        KernelConfig config = hermetic ? KernelConfig.hermetic() : KernelConfig.wire();
        return config.withRebindsTimeWait().withSyscallTable(tableOption.table());
    }
}
