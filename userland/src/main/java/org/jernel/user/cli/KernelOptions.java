package org.jernel.user.cli;

import java.io.IOException;
import java.nio.file.Path;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.pcap.Pcap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs programs can be told of its kernel. */
final class KernelOptions {

    @Option(names = "--hermetic",
            description = "Keep the network inside the kernel: no port of the host is opened.") private boolean hermetic;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Capture the kernel's network traffic into FILE, which tshark and Wireshark read.") private @Nullable Path pcap;

    @Mixin private final TableOption tableOption = new TableOption();

    /** Boots the kernel that the options ask for, and begins to watch it as they say. */
    Kernel boot() throws UserError {
        KernelConfig config = hermetic ? KernelConfig.hermetic() : KernelConfig.wire();
        Kernel kernel = Kernel.boot(config.withRebindsTimeWait().withSyscallTable(tableOption.table()));
        try {
            if (pcap != null) {
                Pcap _ = Pcap.start(kernel, pcap);
            }
            return kernel;
        } catch (IOException e) {
            kernel.close();
            // The JDK's message names the file, and why.
            throw new UserError("--pcap: " + e.getMessage());
        }
    }
}
