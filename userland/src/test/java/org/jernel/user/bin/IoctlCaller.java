package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jernel.net.uapi.Ifreq;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** A task that asks and changes interfaces through a socket, and says in a word what came of it. */
record IoctlCaller(Libc libc, int fd) {

    private static final int NOBODY_LISTENS = 1;

    /** Runs a body as a task of a fresh kernel; its failures are the test's. */
    static void run(Consumer<IoctlCaller> body) throws InterruptedException {
        List<AssertionError> failures = new ArrayList<>();
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run(
                    (Libc libc, List<String> argv) -> {
                        try {
                            body.accept(new IoctlCaller(libc, libc.socket(AF_INET, SOCK_DGRAM, 0)));
                        } catch (AssertionError e) {
                            failures.add(e);
                        }
                        return 0;
                    },
                    "ioctl");
            assertThat(failures).isEmpty();
            assertThat(status).isZero();
        }
    }

    private String result(int result) {
        Errno errno = Errno.of(libc.errno());
        return result >= 0 || errno == null ? "ok" : errno.name();
    }

    private String ioctl(int command, Ifreq ifr) {
        return result(libc.ioctl(fd, command, ifr.bytes()));
    }

    String setAddress(String name, String address) {
        return set(Sockios.SIOCSIFADDR, name, address);
    }

    String setNetmask(String name, String mask) {
        return set(Sockios.SIOCSIFNETMASK, name, mask);
    }

    private String set(int command, String name, String address) {
        Ifreq ifr = Ifreq.of(name);
        ifr.setAddress(SockAddrIn.parse(address));
        return ioctl(command, ifr);
    }

    String setFlags(String name, int flags) {
        Ifreq ifr = Ifreq.of(name);
        ifr.setFlags(flags);
        return ioctl(Sockios.SIOCSIFFLAGS, ifr);
    }

    int flags() {
        Ifreq ifr = Ifreq.of("lo");
        assertThat(ioctl(Sockios.SIOCGIFFLAGS, ifr)).isEqualTo("ok");
        return ifr.flags();
    }

    String address(String name) {
        return told(Sockios.SIOCGIFADDR, name);
    }

    String netmask(String name) {
        return told(Sockios.SIOCGIFNETMASK, name);
    }

    private String told(int command, String name) {
        Ifreq ifr = Ifreq.of(name);
        String result = ioctl(command, ifr);
        return result.equals("ok") ? SockAddrIn.of(ifr.address(), 0).toString() : result;
    }

    /** What a connection to a port that nobody listens on comes to. */
    String connect(String address) {
        int sock = libc.socket(AF_INET, SOCK_STREAM, 0);
        String result = result(libc.connect(sock, SockAddrIn.of(address, NOBODY_LISTENS)));
        libc.close(sock);
        return result;
    }

    String bind(String address) {
        int sock = libc.socket(AF_INET, SOCK_STREAM, 0);
        String result = result(libc.bind(sock, SockAddrIn.of(address, 0)));
        libc.close(sock);
        return result;
    }

    /** The names that SIOCGIFCONF tells. */
    List<String> list() {
        List<Ifreq> all = libc.ifconf(fd);
        assertThat(all).isNotNull();
        return all.stream().map(Ifreq::name).toList();
    }
}
