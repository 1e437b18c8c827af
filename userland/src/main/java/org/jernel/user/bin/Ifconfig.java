package org.jernel.user.bin;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import org.jernel.net.core.NetInterface;
import org.jernel.net.uapi.IfFlags;
import org.jernel.net.uapi.Ifreq;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.Sockios;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/**
 * Shows interfaces as net-tools does but for their counters, takes them up and down and gives them addresses.
 *
 * <p>Arguments: {@code ifconfig [-a | INTERFACE [ADDRESS | netmask MASK | up | down]...]}.
 */
public final class Ifconfig implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-a | INTERFACE [ADDRESS | netmask MASK | up | down]...]", "a").posix();

    private static final String LOOPBACK = "lo";
    private static final HexFormat HARDWARE = HexFormat.ofDelimiter(":");

    private static final List<Flag> FLAGS = List.of(
            new Flag(IfFlags.IFF_UP, "UP"),
            new Flag(IfFlags.IFF_BROADCAST, "BROADCAST"),
            new Flag(IfFlags.IFF_LOOPBACK, "LOOPBACK"),
            new Flag(IfFlags.IFF_POINTOPOINT, "POINTOPOINT"),
            new Flag(IfFlags.IFF_RUNNING, "RUNNING"),
            new Flag(IfFlags.IFF_MULTICAST, "MULTICAST"));

    private record Flag(int bit, String name) {}

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        List<String> words = use.operands();
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        if (fd < 0) {
            libc.perror("ifconfig: socket");
            return 1;
        }
        boolean done = switch (words.size()) {
            case 0 -> showAll(libc, fd, use.has('a'));
            case 1 -> show(libc, fd, words.getFirst());
            default -> configure(libc, fd, words.getFirst(), words.subList(1, words.size()));
        };
        libc.close(fd);
        return done ? 0 : 1;
    }

    /** The lab's start-up: the loopback interface is there before anybody connects to it. False after saying why not. */
    public static boolean bringUpLoopback(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        if (fd < 0) {
            libc.perror("ifconfig: socket");
            return false;
        }
        boolean done = isUp(libc, fd, LOOPBACK) || configure(libc, fd, LOOPBACK, List.of("127.0.0.1", "up"));
        libc.close(fd);
        return done;
    }

    private static boolean ioctl(Libc libc, int fd, int command, Ifreq ifr) {
        return libc.ioctl(fd, command, ifr.bytes()) >= 0;
    }

    private static boolean showAll(Libc libc, int fd, boolean alsoDown) {
        List<Ifreq> addresses = libc.ifconf(fd);
        if (addresses == null) {
            libc.perror("ifconfig: SIOCGIFCONF");
            return false;
        }
        return addresses.stream()
                .map(Ifreq::name)
                .distinct()
                .filter(name -> alsoDown || isUp(libc, fd, name))
                .allMatch(name -> show(libc, fd, name));
    }

    private static boolean isUp(Libc libc, int fd, String name) {
        Ifreq ifr = Ifreq.of(name);
        return ioctl(libc, fd, Sockios.SIOCGIFFLAGS, ifr) && (ifr.flags() & IfFlags.IFF_UP) != 0;
    }

    private static boolean show(Libc libc, int fd, String name) {
        Ifreq flags = Ifreq.of(name);
        Ifreq mtu = Ifreq.of(name);
        if (!ioctl(libc, fd, Sockios.SIOCGIFFLAGS, flags) || !ioctl(libc, fd, Sockios.SIOCGIFMTU, mtu)) {
            libc.perror(name + ": error fetching interface information");
            return false;
        }
        libc.printf("%s: flags=%d<%s>  mtu %d\n", name, flags.flags(), names(flags.flags()), mtu.number());
        showAddress(libc, fd, name, flags.flags());
        if (!name.contains(":")) {
            showLink(libc, fd, name);
        }
        libc.printf("\n");
        return true;
    }

    private static String names(int flags) {
        return FLAGS.stream()
                .filter(flag -> (flags & flag.bit()) != 0)
                .map(Flag::name)
                .collect(Collectors.joining(","));
    }

    private static void showAddress(Libc libc, int fd, String name, int flags) {
        Ifreq address = Ifreq.of(name);
        Ifreq mask = Ifreq.of(name);
        if (!ioctl(libc, fd, Sockios.SIOCGIFADDR, address) || !ioctl(libc, fd, Sockios.SIOCGIFNETMASK, mask)) {
            return;
        }
        libc.printf("        inet %s  netmask %s", dotted(address.address()), dotted(mask.address()));
        Ifreq broadcast = Ifreq.of(name);
        boolean broadcasts = (flags & IfFlags.IFF_BROADCAST) != 0;
        if (broadcasts && ioctl(libc, fd, Sockios.SIOCGIFBRDADDR, broadcast)) {
            libc.printf("  broadcast %s", dotted(broadcast.address()));
        }
        libc.printf("\n");
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + ((address >>> 16) & 0xff) + "." + ((address >>> 8) & 0xff) + "."
                + (address & 0xff);
    }

    /** The length of the queue is left out where the kernel cannot tell it. */
    private static void showLink(Libc libc, int fd, String name) {
        Ifreq link = Ifreq.of(name);
        if (!ioctl(libc, fd, Sockios.SIOCGIFHWADDR, link)) {
            return;
        }
        boolean loopback = link.family() == NetInterface.LOOPBACK;
        libc.printf("        %s", loopback ? "loop" : "ether " + HARDWARE.formatHex(link.hardwareAddress()));
        Ifreq queue = Ifreq.of(name);
        if (ioctl(libc, fd, Sockios.SIOCGIFTXQLEN, queue)) {
            libc.printf("  txqueuelen %d", queue.number());
        }
        libc.printf("  (%s)\n", loopback ? "Local Loopback" : "Ethernet");
    }

    private static boolean configure(Libc libc, int fd, String name, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean done = switch (word) {
                case "up", "down" -> setUp(libc, fd, name, word.equals("up"));
                case "netmask" -> {
                    i++;
                    yield hasMask(libc, words, i) && setAddress(libc, fd, name, words.get(i), Sockios.SIOCSIFNETMASK);
                }
                default -> setAddress(libc, fd, name, word, Sockios.SIOCSIFADDR) && setUp(libc, fd, name, true);
            };
            if (!done) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasMask(Libc libc, List<String> words, int at) {
        if (at == words.size()) {
            libc.dprintf(Libc.STDERR_FILENO, "ifconfig: netmask: needs an argument\n");
            return false;
        }
        return true;
    }

    private static boolean setUp(Libc libc, int fd, String name, boolean up) {
        Ifreq ifr = Ifreq.of(name);
        if (!ioctl(libc, fd, Sockios.SIOCGIFFLAGS, ifr)) {
            libc.perror(name + ": error while getting interface flags");
            return false;
        }
        ifr.setFlags(up ? ifr.flags() | IfFlags.IFF_UP : ifr.flags() & ~IfFlags.IFF_UP);
        if (!ioctl(libc, fd, Sockios.SIOCSIFFLAGS, ifr)) {
            libc.perror("SIOCSIFFLAGS");
            return false;
        }
        return true;
    }

    private static boolean setAddress(Libc libc, int fd, String name, String dotted, int command) {
        Ifreq ifr = Ifreq.of(name);
        try {
            ifr.setAddress(SockAddrIn.parse(dotted));
        } catch (IllegalArgumentException e) {
            libc.dprintf(Libc.STDERR_FILENO, "ifconfig: %s: not an address\n", dotted);
            return false;
        }
        if (!ioctl(libc, fd, command, ifr)) {
            libc.perror(command == Sockios.SIOCSIFADDR ? "SIOCSIFADDR" : "SIOCSIFNETMASK");
            return false;
        }
        return true;
    }
}
