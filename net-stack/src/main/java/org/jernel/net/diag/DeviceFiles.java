package org.jernel.net.diag;

import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetDeviceStats;
import org.jernel.net.core.NetInterface;
import org.jernel.net.uapi.IfFlags;

/** {@code /proc/net/dev}, {@code if_inet6} and {@code arp}. Modelled on {@code net/core/net-procfs.c}, {@code addrconf.c}, {@code arp.c}. */
final class DeviceFiles {

    private DeviceFiles() {}

    /** {@code dev_seq_show}. */
    static void dev(Net net, SeqFile text) {
        text.puts("Inter-|   Receive                                                |  Transmit\n");
        text.puts(" face |bytes    packets errs drop fifo frame compressed multicast"
                + "|bytes    packets errs drop fifo colls carrier compressed\n");
        for (NetInterface device : net.interfaces().list()) {
            NetDeviceStats seen = device.statistics();
            text.printf(
                    "%6s: %7llu %7llu %4d %4d %4d %5d %10d %9d %8llu %7llu %4d %4llu %4d %5d %7d %10d\n",
                    device.name(),
                    seen.rxBytes(),
                    seen.rxPackets(),
                    0, 0, 0, 0, 0, 0,
                    seen.txBytes(),
                    seen.txPackets(),
                    0,
                    seen.txDropped(),
                    0, 0, 0, 0);
        }
    }

    /** The address of the loopback device is all there is of IPv6, and only while the device is up. {@code if6_seq_show}. */
    static void ifInet6(Net net, SeqFile text) {
        for (NetInterface device : net.interfaces().list()) {
            boolean up = (device.flags() & IfFlags.IFF_UP) != 0;
            if (device.type() == NetInterface.LOOPBACK && up) {
                text.printf("%031d1 %02x 80 10 80 %8s\n", 0, device.ifindex(), device.name());
            }
        }
    }

    /** Nobody is asked for a hardware address. {@code arp_seq_show}. */
    static void arp(SeqFile text) {
        text.puts("IP address       HW type     Flags       HW address            Mask     Device\n");
    }
}
