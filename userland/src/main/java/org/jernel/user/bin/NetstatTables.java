package org.jernel.user.bin;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IfFlags;
import org.jernel.net.uapi.Ifreq;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.uapi.Sockios;
import org.jernel.user.libc.Libc;

/** What {@code netstat} shows besides sockets: {@code rprint_fib} and {@code ife_print_short} of net-tools. */
final class NetstatTables {

    private static final int HEX = 16;

    /** In the order of their letters in the last column. */
    private static final List<Flag> INTERFACE_FLAGS = List.of(
            new Flag(IfFlags.IFF_BROADCAST, "B"),
            new Flag(IfFlags.IFF_LOOPBACK, "L"),
            new Flag(IfFlags.IFF_MULTICAST, "M"),
            new Flag(IfFlags.IFF_POINTOPOINT, "P"),
            new Flag(IfFlags.IFF_RUNNING, "R"),
            new Flag(IfFlags.IFF_UP, "U"));

    /** {@code RTF_UP}, {@code RTF_GATEWAY}, {@code RTF_HOST}. */
    private static final List<Flag> ROUTE_FLAGS = List.of(new Flag(1, "U"), new Flag(2, "G"), new Flag(4, "H"));

    private NetstatTables() {}

    private record Flag(int bit, String letter) {}

    private static String letters(List<Flag> known, int flags) {
        return known.stream()
                .filter(flag -> (flags & flag.bit()) != 0)
                .map(Flag::letter)
                .collect(Collectors.joining());
    }

    /** {@code /proc/net/route}; without it there are no routes that anybody knows of. */
    static void printRoutes(Libc libc) {
        libc.printf("Kernel IP routing table\n");
        libc.printf("Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n");
        String routes = libc.readFile("/proc/net/route");
        if (routes != null) {
            routes.lines().skip(1).forEach(line -> libc.printf("%s\n", route(line)));
        }
    }

    /** A line of the file as netstat shows it. */
    static String route(String line) {
        String[] fields = line.strip().split("\t");
        return String.format(
                Locale.ROOT,
                "%-15s %-15s %-15s %-6s%5s %-5s %6s %s",
                address(fields[1]),
                address(fields[2]),
                address(fields[7]),
                letters(ROUTE_FLAGS, Integer.parseInt(fields[3], HEX)),
                fields[8],
                fields[9],
                fields[10],
                fields[0]);
    }

    private static String address(String hex) {
        return SockAddrIn.format(Integer.reverseBytes(Integer.parseUnsignedInt(hex.strip(), HEX)));
    }

    /** False after saying why not. */
    static boolean printInterfaces(Libc libc, boolean alsoDown) {
        int fd = libc.socket(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, 0);
        String devices = libc.readFile("/proc/net/dev");
        if (fd < 0 || devices == null) {
            libc.perror("netstat");
            return false;
        }
        libc.printf("Kernel Interface table\n");
        libc.printf("Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n");
        devices.lines().skip(2).sorted().forEach(line -> printInterface(libc, fd, line, alsoDown));
        libc.close(fd);
        return true;
    }

    private static void printInterface(Libc libc, int fd, String line, boolean alsoDown) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon).strip();
        Ifreq flags = Ifreq.of(name);
        Ifreq mtu = Ifreq.of(name);
        boolean known = libc.ioctl(fd, Sockios.SIOCGIFFLAGS, flags.bytes()) >= 0
                && libc.ioctl(fd, Sockios.SIOCGIFMTU, mtu.bytes()) >= 0;
        if (!known || !(alsoDown || (flags.flags() & IfFlags.IFF_UP) != 0)) {
            return;
        }
        String[] counts = line.substring(colon + 1).strip().split("\\s+");
        libc.printf("%-15s %5d %8s %6s %6s %-6s %8s %6s %6s %6s %s\n",
                name, mtu.number(), counts[1], counts[2], counts[3], counts[4], counts[9], counts[10], counts[11],
                counts[12], letters(INTERFACE_FLAGS, flags.flags()));
    }
}
