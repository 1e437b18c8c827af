package org.jernel.user.bin;

import org.jernel.kernel.KernelConfig;
import org.jernel.net.uapi.IfFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_UNIX;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/** Interfaces changed by ioctl. What each call answers was seen on Linux 6.18, in a network namespace of its own. */
final class IfconfigTest {

    private static final String LO =
            """
                    lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
                            inet 127.0.0.1  netmask 255.0.0.0
                            loop  txqueuelen 1000  (Local Loopback)

                    """;

    private static String screen(KernelConfig config, String... argv) throws InterruptedException {
        try (Machine machine = Machine.boot(config)) {
            int status = machine.run(new Ifconfig(), argv);
            return machine.terminal().screen() + (status == 0 ? "done" : "failed");
        }
    }

    @Test
    void showsTheLoopback() throws InterruptedException {
        assertThat(screen(KernelConfig.hermetic(), "ifconfig")).isEqualTo(LO + "done");
        assertThat(screen(KernelConfig.hermetic(), "ifconfig", "lo")).isEqualTo(LO + "done");
        assertThat(screen(KernelConfig.hermetic(), "ifconfig", "none0"))
                .isEqualTo("none0: error fetching interface information: No such device\nfailed");
        assertThat(screen(KernelConfig.hermetic(), "ifconfig", "lo", "nonsense"))
                .isEqualTo("ifconfig: nonsense: not an address\nfailed");
        assertThat(screen(KernelConfig.hermetic(), "ifconfig", "lo", "netmask"))
                .isEqualTo("ifconfig: netmask: needs an argument\nfailed");
    }

    @Test
    void showsTheHostsInterfacesOnTheWireAndChangesNone() throws InterruptedException {
        assertThat(screen(KernelConfig.wire(), "ifconfig", "lo"))
                .isEqualTo(LO.replace("  txqueuelen 1000", "") + "done");
        assertThat(screen(KernelConfig.wire(), "ifconfig")).startsWith("lo: flags=73<");
        assertThat(screen(KernelConfig.wire(), "ifconfig", "lo", "down"))
                .isEqualTo("SIOCSIFFLAGS: Operation not permitted\nfailed");
        assertThat(screen(KernelConfig.wire(), "ifconfig", "lo", "127.0.0.2"))
                .isEqualTo("SIOCSIFADDR: Operation not permitted\nfailed");
    }

    @Test
    void takesItDownAndUpAndGivesItAddresses() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(new Ifconfig(), "ifconfig", "lo", "down")).isZero();
            assertThat(machine.run(new Ifconfig(), "ifconfig")).isZero();
            assertThat(machine.terminal().screen()).isEmpty();
            assertThat(machine.run(new Ifconfig(), "ifconfig", "-a")).isZero();
            assertThat(machine.run((libc, argv) -> Ifconfig.bringUpLoopback(libc) ? 0 : 1, "menuos")).isZero();
            assertThat(machine.run(new Ifconfig(), "ifconfig", "lo:1", "10.1.2.3", "netmask", "255.255.0.0")).isZero();
            assertThat(machine.run(new Ifconfig(), "ifconfig")).isZero();
            assertThat(machine.terminal().screen())
                    .isEqualTo(LO.replace("73<UP,LOOPBACK,RUNNING>", "8<LOOPBACK>")
                            + LO
                            + """
                                    lo:1: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
                                            inet 10.1.2.3  netmask 255.255.0.0

                                    """);
        }
    }

    @Test
    void anInterfaceThatIsDownDropsWhatItIsToSend() throws InterruptedException {
        IoctlCaller.run((IoctlCaller caller) -> {
            assertThat(caller.setAddress("lo", "127.0.0.1")).isEqualTo("ok");
            assertThat(caller.setFlags("lo", 0)).isEqualTo("ok");
            assertThat(caller.flags()).isEqualTo(IfFlags.IFF_LOOPBACK);
            assertThat(caller.address("lo")).isEqualTo("127.0.0.1:0");
            assertThat(caller.bind("127.0.0.1")).isEqualTo("ok");
            Libc libc = caller.libc();
            int receiver = libc.socket(AF_INET, SOCK_DGRAM, 0);
            assertThat(libc.bind(receiver, SockAddrIn.of("127.0.0.1", 0))).isZero();
            int sender = libc.socket(AF_INET, SOCK_DGRAM, 0);
            assertThat(libc.connect(sender, libc.getsockname(receiver))).isZero();
            assertThat(libc.send(sender, new byte[] {1}, 0)).isEqualTo(1);
            assertThat(caller.setFlags("lo", IfFlags.IFF_UP)).isEqualTo("ok");
            assertThat(caller.flags()).isEqualTo(0x49);
            assertThat(libc.send(sender, new byte[] {1, 2}, 0)).isEqualTo(2);
            assertThat(libc.recv(receiver, new byte[9], 0)).isEqualTo(2);
            assertThat(caller.connect("127.0.0.1")).isEqualTo("ECONNREFUSED");
        });
    }

    @Test
    void anAliasHasAnAddressAndItsNetwork() throws InterruptedException {
        IoctlCaller.run((IoctlCaller caller) -> {
            assertThat(caller.connect("10.1.2.3")).isEqualTo("ENETUNREACH");
            assertThat(caller.setAddress("lo:1", "10.1.2.3")).isEqualTo("ok");
            assertThat(caller.netmask("lo:1")).isEqualTo("255.0.0.0:0");
            assertThat(caller.address("lo")).isEqualTo("127.0.0.1:0");
            assertThat(caller.connect("10.1.2.3")).isEqualTo("ECONNREFUSED");
            assertThat(caller.connect("10.9.9.9")).isEqualTo("ECONNREFUSED");
            assertThat(caller.bind("10.9.9.9")).isEqualTo("ok");
            assertThat(caller.setNetmask("lo:1", "255.255.0.0")).isEqualTo("ok");
            assertThat(caller.connect("10.1.9.9")).isEqualTo("ECONNREFUSED");
            assertThat(caller.connect("10.9.9.9")).isEqualTo("ENETUNREACH");
            assertThat(caller.setNetmask("lo:1", "255.0.255.0")).isEqualTo("EINVAL");
            assertThat(caller.setNetmask("lo:9", "255.0.0.0")).isEqualTo("EADDRNOTAVAIL");
            assertThat(caller.setNetmask("none0", "255.0.0.0")).isEqualTo("ENODEV");
            assertThat(caller.setAddress("lo:2", "10.1.2.3")).isEqualTo("ok");
            assertThat(caller.setAddress("lo:2", "127.0.0.1")).isEqualTo("EEXIST");
            assertThat(caller.setAddress("lo:3", "224.0.0.1")).isEqualTo("EINVAL");
            assertThat(caller.setAddress("lo:3", "240.0.0.1")).isEqualTo("ok");
            assertThat(caller.netmask("lo:3")).isEqualTo("255.255.255.255:0");
            assertThat(caller.setAddress("lo:4", "192.168.5.6")).isEqualTo("ok");
            assertThat(caller.list()).containsExactly("lo", "lo:1", "lo:3", "lo:4");
            assertThat(caller.setFlags("lo:1", 0)).isEqualTo("ok");
            assertThat(caller.address("lo:1")).isEqualTo("EADDRNOTAVAIL");
            assertThat(caller.setFlags("lo:1", 0)).isEqualTo("EADDRNOTAVAIL");
            assertThat(caller.connect("10.1.2.3")).isEqualTo("ENETUNREACH");
            assertThat(caller.flags()).isEqualTo(0x49);
        });
    }

    @Test
    void anAddressIsReplacedAndTakenAway() throws InterruptedException {
        IoctlCaller.run((IoctlCaller caller) -> {
            assertThat(caller.setAddress("lo", "127.5.5.5")).isEqualTo("ok");
            assertThat(caller.connect("127.0.0.1")).isEqualTo("ECONNREFUSED");
            assertThat(caller.bind("127.0.0.1")).isEqualTo("ok");
            assertThat(caller.setAddress("lo", "0.0.0.0")).isEqualTo("ok");
            assertThat(caller.address("lo")).isEqualTo("EADDRNOTAVAIL");
            assertThat(caller.connect("127.0.0.1")).isEqualTo("ENETUNREACH");
            assertThat(caller.bind("127.0.0.1")).isEqualTo("EADDRNOTAVAIL");
            assertThat(caller.setFlags("lo", 0x1001)).isEqualTo("ok");
            assertThat(caller.flags()).isEqualTo(0x1049);
            assertThat(caller.setFlags("lo", 0x80ff)).isEqualTo("ok");
            assertThat(caller.flags()).isEqualTo(0x80ed);
            int unix = caller.libc().socket(AF_UNIX, SOCK_DGRAM, 0);
            assertThat(new IoctlCaller(caller.libc(), unix).setFlags("lo:1", 0)).isEqualTo("ok");
            assertThat(caller.flags()).isEqualTo(0x8);
            assertThat(caller.setFlags("lo", 1)).isEqualTo("ok");
            assertThat(caller.address("lo")).isEqualTo("127.0.0.1:0");
        });
    }
}
