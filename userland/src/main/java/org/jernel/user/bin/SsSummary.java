package org.jernel.user.bin;

import java.util.HashMap;
import java.util.Map;

import org.jernel.user.libc.Libc;

/** How many sockets of which kind there are, for {@code ss -s}: {@code print_summary} of iproute2's {@code ss.c}. */
final class SsSummary {

    /** What {@code sockstat} and {@code sockstat6} tell, as "TCP inuse". */
    private final Map<String, Long> counts = new HashMap<>();

    private final long established;

    private SsSummary(Libc libc) {
        read(libc, "/proc/net/sockstat");
        read(libc, "/proc/net/sockstat6");
        established = currEstab(libc);
    }

    static void print(Libc libc) {
        new SsSummary(libc).show(libc);
    }

    private static String text(Libc libc, String path) {
        String text = libc.readFile(path);
        return text == null ? "" : text;
    }

    /** Each line a kind, then names and numbers in turns. */
    private void read(Libc libc, String path) {
        for (String line : text(libc, path).lines().toList()) {
            String[] words = line.split("[: ]+");
            for (int i = 1; i + 1 < words.length; i += 2) {
                counts.put(words[0] + " " + words[i], Long.parseLong(words[i + 1]));
            }
        }
    }

    /** The number below the name in the two lines of TCP. */
    private static long currEstab(Libc libc) {
        String[] lines =
                text(libc, "/proc/net/snmp").lines().filter(line -> line.startsWith("Tcp:")).toArray(String[]::new);
        if (lines.length == 2) {
            String[] names = lines[0].split(" ");
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals("CurrEstab")) {
                    return Long.parseLong(lines[1].split(" ")[i]);
                }
            }
        }
        return 0;
    }

    private long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    private void show(Libc libc) {
        long tcp4 = count("TCP inuse");
        long tcp6 = count("TCP6 inuse");
        long waiting = count("TCP tw");
        long all = count("TCP alloc");
        libc.printf("Total: %d\n", count("sockets used"));
        libc.printf(
                "TCP:   %d (estab %d, closed %d, orphaned %d, timewait %d)\n\n",
                all + waiting,
                established,
                all - (tcp4 + tcp6 - waiting),
                count("TCP orphan"),
                waiting);
        libc.printf("Transport Total     IP        IPv6\n");
        long raw4 = count("RAW inuse");
        long raw6 = count("RAW6 inuse");
        long udp4 = count("UDP inuse");
        long udp6 = count("UDP6 inuse");
        row(libc, "RAW", raw4, raw6);
        row(libc, "UDP", udp4, udp6);
        row(libc, "TCP", tcp4, tcp6);
        row(libc, "INET", raw4 + udp4 + tcp4, raw6 + udp6 + tcp6);
        row(libc, "FRAG", count("FRAG inuse"), count("FRAG6 inuse"));
        libc.printf("\n");
    }

    private static void row(Libc libc, String kind, long ipv4, long ipv6) {
        libc.printf("%s\t  %-9d %-9d %-9d\n", kind, ipv4 + ipv6, ipv4, ipv6);
    }
}
