package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** netdevice(7): what ioctl tells of the loopback interface. */
final class InterfaceIoctlTest {

    private static final int IFNAMSIZ = 16;
    private static final int IFREQ = 40;
    private static final int VALUE = IFNAMSIZ;
    private static final int ADDRESS = VALUE + 4;
    private static final int[] DEVICE_GETTERS = {
        SIOCGIFFLAGS, SIOCGIFMETRIC, SIOCGIFMTU, SIOCGIFINDEX, SIOCGIFHWADDR
    };
    private static final int[] ADDRESS_GETTERS = {SIOCGIFADDR, SIOCGIFDSTADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK};

    /** A struct ifreq of that name; what follows the name's NUL is not zero. */
    private static long ifreq(Task t, String name) {
        long ifreq = t.alloc(IFREQ);
        t.write(ifreq, new Struct().text(name).text("\0").bytes());
        return ifreq;
    }

    /** As {@link #ifreq} with an address of a family in it. */
    private static long ifreq(Task t, String name, int family, int address) {
        long ifreq = ifreq(t, name);
        t.write(ifreq + VALUE, Struct.sockaddrIn(family, address, 0));
        return ifreq;
    }

    private static long socket(Task t, int family) {
        return t.ok(SOCKET, family, family == AF_UNIX ? SOCK_DGRAM : SOCK_STREAM, 0);
    }

    @ConformanceTest
    void tellsOfTheDeviceThroughAnySocket(Scenario s) {
        for (int family : new int[] {AF_INET, AF_INET6, AF_UNIX}) {
            var t = s.task();
            long fd = socket(t, family);
            for (int command : DEVICE_GETTERS) {
                long ifreq = ifreq(t, "lo");
                t.ok(IOCTL, fd, command, ifreq);
                assertThat(t.textAt(ifreq, 3)).isEqualTo("lo\0");
                t.fails(ENODEV, IOCTL, fd, command, ifreq(t, "none0"));
                t.fails(EFAULT, IOCTL, fd, command, t.unmapped());
                t.fails(EFAULT, IOCTL, fd, command, t.edge(new byte[IFREQ - 1]));
                t.fails(EFAULT, IOCTL, fd, command, t.readOnly(new Struct().text("lo").bytes()));
            }
        }
    }

    @ConformanceTest
    void tellsWhatTheLoopbackIs(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        long flags = ifreq(t, "lo");
        t.ok(IOCTL, fd, SIOCGIFFLAGS, flags);
        assertThat(t.shortAt(flags + VALUE)).isEqualTo(IFF_UP | IFF_LOOPBACK | IFF_RUNNING);
        long index = ifreq(t, "lo");
        t.ok(IOCTL, fd, SIOCGIFINDEX, index);
        assertThat(t.intAt(index + VALUE)).isEqualTo(1);
        long mtu = ifreq(t, "lo");
        t.ok(IOCTL, fd, SIOCGIFMTU, mtu);
        assertThat(t.intAt(mtu + VALUE)).isEqualTo(65536);
        long hardware = ifreq(t, "lo");
        t.ok(IOCTL, fd, SIOCGIFHWADDR, hardware);
        assertThat(t.shortAt(hardware + VALUE)).isEqualTo(ARPHRD_LOOPBACK);
        long address = ifreq(t, "lo");
        t.ok(IOCTL, fd, SIOCGIFADDR, address);
        assertThat(t.bytesAt(address + ADDRESS, 4)).containsExactly(127, 0, 0, 1);
        long mask = ifreq(t, "lo");
        t.ok(IOCTL, fd, SIOCGIFNETMASK, mask);
        assertThat(t.bytesAt(mask + ADDRESS, 4)).containsExactly(255, 0, 0, 0);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = "the JDK does not tell the length of an interface's queue")
    void tellsTheLengthOfTheQueue(Scenario s) {
        var t = s.task();
        t.ok(IOCTL, Udp.socket(t), SIOCGIFTXQLEN, ifreq(t, "lo"));
    }

    @ConformanceTest
    void tellsAddressesThroughInetOnly(Scenario s) {
        var t = s.task();
        long inet = Udp.socket(t);
        long inet6 = socket(t, AF_INET6);
        long unix = socket(t, AF_UNIX);
        for (int command : ADDRESS_GETTERS) {
            t.ok(IOCTL, inet, command, ifreq(t, "lo"));
            t.ok(IOCTL, inet, command, ifreq(t, "lo", AF_INET, INADDR_LOOPBACK));
            t.ok(IOCTL, inet, command, ifreq(t, "lo", AF_INET, INADDR_LOOPBACK + 1));
            t.fails(EADDRNOTAVAIL, IOCTL, inet, command, ifreq(t, "lo:7"));
            t.fails(ENODEV, IOCTL, inet, command, ifreq(t, "none0"));
            t.fails(EFAULT, IOCTL, inet, command, t.unmapped());
            t.fails(ENOTTY, IOCTL, inet6, command, ifreq(t, "lo"));
            t.fails(ENOTTY, IOCTL, unix, command, ifreq(t, "lo"));
            t.fails(EFAULT, IOCTL, unix, command, t.unmapped());
        }
    }

    @ConformanceTest
    void cutsNamesAtAColonAndAtTheirField(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.ok(IOCTL, fd, SIOCGIFINDEX, ifreq(t, "lo:7"));
        t.ok(IOCTL, fd, SIOCGIFINDEX, ifreq(t, "lo:"));
        t.fails(ENODEV, IOCTL, fd, SIOCGIFINDEX, ifreq(t, ""));
        t.fails(ENODEV, IOCTL, fd, SIOCGIFINDEX, t.alloc(IFREQ));
    }

    @ConformanceTest
    void tellsTheNameOfANumber(Scenario s) {
        var t = s.task();
        for (int family : new int[] {AF_INET, AF_INET6, AF_UNIX}) {
            long fd = socket(t, family);
            long ifreq = t.alloc(IFREQ);
            t.putInt(ifreq + VALUE, 1);
            t.ok(IOCTL, fd, SIOCGIFNAME, ifreq);
            assertThat(t.textAt(ifreq, 3)).isEqualTo("lo\0");
            t.putInt(ifreq + VALUE, 0x7fffffff);
            t.fails(ENODEV, IOCTL, fd, SIOCGIFNAME, ifreq);
            t.fails(EFAULT, IOCTL, fd, SIOCGIFNAME, t.unmapped());
        }
    }

    @ConformanceTest
    void listsAsManyAddressesAsThereIsRoomFor(Scenario s) {
        var t = s.task();
        for (int family : new int[] {AF_INET, AF_INET6, AF_UNIX}) {
            long fd = socket(t, family);
            long list = t.alloc(2 * IFREQ);
            long ifconf = t.words(IFREQ, list);
            t.ok(IOCTL, fd, SIOCGIFCONF, ifconf);
            assertThat(t.intAt(ifconf)).isEqualTo(IFREQ);
            assertThat(t.textAt(list, 3)).isEqualTo("lo\0");
            for (int room : new int[] {0, IFREQ - 1, -1}) {
                long none = t.ints(room, -1, (int) list, (int) (list >>> 32));
                t.ok(IOCTL, fd, SIOCGIFCONF, none);
                assertThat(t.intAt(none)).isZero();
            }
            long length = t.words(0, 0);
            t.unrecorded(IOCTL, fd, SIOCGIFCONF, length);
            assertThat(t.intAt(length)).isPositive();
            assertThat(t.intAt(length) % IFREQ).isZero();
            t.fails(EFAULT, IOCTL, fd, SIOCGIFCONF, t.unmapped());
            t.fails(EFAULT, IOCTL, fd, SIOCGIFCONF, t.words(IFREQ, t.unmapped()));
        }
    }

    @ConformanceTest
    void refusesChangesWithoutTheRight(Scenario s) {
        var t = s.task();
        t.kernelTask().dropCapability(CAP_NET_ADMIN);
        long inet = Udp.socket(t);
        t.fails(EPERM, IOCTL, inet, SIOCSIFFLAGS, ifreq(t, "lo"));
        t.fails(EPERM, IOCTL, inet, SIOCSIFFLAGS, ifreq(t, "none0"));
        t.fails(EPERM, IOCTL, inet, SIOCSIFADDR, ifreq(t, "lo", AF_INET, INADDR_LOOPBACK));
        t.fails(EPERM, IOCTL, inet, SIOCSIFADDR, ifreq(t, "lo", AF_INET6, INADDR_LOOPBACK));
        t.fails(EPERM, IOCTL, inet, SIOCSIFNETMASK, ifreq(t, "lo", AF_INET, 0xff000000));
        t.fails(EFAULT, IOCTL, inet, SIOCSIFFLAGS, t.unmapped());
        long unix = socket(t, AF_UNIX);
        t.fails(EPERM, IOCTL, unix, SIOCSIFFLAGS, ifreq(t, "lo"));
        t.fails(ENOTTY, IOCTL, unix, SIOCSIFADDR, ifreq(t, "lo", AF_INET, INADDR_LOOPBACK));
        t.fails(EPERM, IOCTL, socket(t, AF_INET6), SIOCSIFFLAGS, ifreq(t, "lo"));
    }

    @ConformanceTest
    void refusesOtherCommands(Scenario s) {
        var t = s.task();
        for (int family : new int[] {AF_INET, AF_UNIX}) {
            long fd = socket(t, family);
            t.fails(ENOTTY, IOCTL, fd, 0x89df, ifreq(t, "lo"));
            t.fails(EFAULT, IOCTL, fd, 0x89df, t.unmapped());
            t.fails(ENOTTY, IOCTL, fd, TCGETS, t.unmapped());
        }
    }
}
