package org.jernel.net.diag;

import java.util.function.Consumer;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.Net;

/** Makes the files of {@code /proc/net}. Modelled on {@code fs/proc/proc_net.c}. */
public final class ProcNet {

    private ProcNet() {}

    /** Makes the files of every network; a stack adds what it alone has. */
    public static void init(Kernel kernel) {
        ProcFs proc = kernel.get(ProcFs.class);
        Net net = kernel.get(Net.class);
        for (InetSeqFile file : InetSeqFile.values()) {
            create(proc, file.fileName(), text -> file.show(net, text));
        }
        create(proc, "unix", text -> UnixSeqFile.show(net, text));
        create(proc, "snmp", text -> SnmpFiles.snmp(net, text));
        create(proc, "snmp6", text -> SnmpFiles.snmp6(net, text));
        create(proc, "netstat", text -> SnmpFiles.netstat(net, text));
        create(proc, "protocols", text -> ProtocolsFile.show(net, text));
        create(proc, "sockstat", text -> SockstatFiles.sockstat(net, text));
        create(proc, "sockstat6", text -> SockstatFiles.sockstat6(net, text));
        create(proc, "dev", text -> DeviceFiles.dev(net, text));
        create(proc, "if_inet6", text -> DeviceFiles.ifInet6(net, text));
        create(proc, "arp", DeviceFiles::arp);
    }

    private static void create(ProcFs proc, String name, Consumer<SeqFile> show) {
        proc.procCreateSingleData(name, 0444, proc.net(), show);
    }
}
