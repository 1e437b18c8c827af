package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_UNIX;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The numbers of {@code /proc/sys} are those that the kernel goes by. */
final class ProcSysTest {

    private static final SockAddr FULL = new SockAddr(new byte[] {AF_UNIX, 0, 0, 'f'});
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_RDWR = 2;

    private static void run(Program program) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(program, "prog")).isZero();
        }
    }

    private static String value(Libc libc, String name) {
        return requireNonNull(libc.readFile("/proc/sys/" + name), name);
    }

    private static String error(Libc libc) {
        return Errno.ofResult(-libc.errno()).name();
    }

    /** What one write returns, or the name of its error. */
    private static String write(Libc libc, String name, String text) {
        int fd = libc.open("/proc/sys/" + name, O_WRONLY);
        if (fd < 0) {
            return error(libc);
        }
        long written = libc.write(fd, text.getBytes(StandardCharsets.ISO_8859_1));
        libc.close(fd);
        return written < 0 ? error(libc) : Long.toString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", " ", "1x", "99999999999", "-", "0x", "08", "-1", "65536"})
    void whatIsNoNumberOrOutOfRangeIsEinval(String text) throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(write(libc, "net/ipv4/ip_unprivileged_port_start", text)).isEqualTo("EINVAL");
            assertThat(value(libc, "net/ipv4/ip_unprivileged_port_start")).isEqualTo("1024\n");
            return 0;
        });
    }

    @Test
    void numbersAreWrittenAsCWritesThem() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(write(libc, "net/core/somaxconn", "0x10\n")).isEqualTo("5");
            assertThat(value(libc, "net/core/somaxconn")).isEqualTo("16\n");
            assertThat(write(libc, "net/core/somaxconn", " 010 ")).isEqualTo("5");
            assertThat(value(libc, "net/core/somaxconn")).isEqualTo("8\n");
            assertThat(write(libc, "net/core/somaxconn", "5 6")).isEqualTo("2");
            assertThat(value(libc, "net/core/somaxconn")).isEqualTo("5\n");
            return 0;
        });
    }

    @Test
    void aNumberIsToldByTheFirstReadOnlyAndATextByAll() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            int fd = libc.open("/proc/sys/net/core/somaxconn", O_RDWR);
            byte[] one = new byte[1];
            assertThat(libc.read(fd, one)).isEqualTo(1);
            assertThat(one).containsExactly('4');
            assertThat(libc.read(fd, one)).isZero();
            assertThat(libc.write(fd, new byte[] {'7'})).isEqualTo(1);
            assertThat(value(libc, "net/core/somaxconn")).isEqualTo("4096\n");
            int name = libc.open("/proc/sys/kernel/ostype", O_RDONLY);
            StringBuilder text = new StringBuilder();
            while (libc.read(name, one) == 1) {
                text.append((char) one[0]);
            }
            assertThat(text.toString()).isEqualTo("Linux\n");
            return 0;
        });
    }

    @Test
    void theStackHeedsTheRangeOfPorts() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(write(libc, "net/ipv4/ip_local_port_range", "50000\t50001\n")).isEqualTo("12");
            for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
                for (int i = 0; i < 2; i++) {
                    int fd = libc.socket(AF_INET, type, 0);
                    assertThat(libc.bind(fd, SockAddrIn.of("127.0.0.1", 0))).isZero();
                    assertThat(SockAddrIn.port(libc.getsockname(fd))).isBetween(50000, 50001);
                }
                assertThat(libc.bind(libc.socket(AF_INET, type, 0), SockAddrIn.of("127.0.0.1", 0))).isEqualTo(-1);
                assertThat(error(libc)).isEqualTo("EADDRINUSE");
            }
            assertThat(write(libc, "net/ipv4/ip_local_port_range", "50001 50000")).isEqualTo("EINVAL");
            assertThat(write(libc, "net/ipv4/ip_local_port_range", "1023 50001")).isEqualTo("EINVAL");
            assertThat(write(libc, "net/ipv4/ip_unprivileged_port_start", "50001")).isEqualTo("EINVAL");
            assertThat(value(libc, "net/ipv4/ip_local_port_range")).isEqualTo("50000\t50001\n");
            return 0;
        });
    }

    @Test
    void theStackHeedsWhatElseIsThere() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            write(libc, "net/ipv4/ip_default_ttl", "33");
            write(libc, "net/core/rmem_default", "5000");
            int udp = libc.socket(AF_INET, SOCK_DGRAM, 0);
            assertThat(libc.getsockopt(udp, 0, 2)).isEqualTo(33);
            assertThat(libc.getsockopt(udp, 1, 8)).isEqualTo(5000);
            write(libc, "net/ipv4/tcp_keepalive_time", "11");
            int tcp = libc.socket(AF_INET, SOCK_STREAM, 0);
            assertThat(libc.getsockopt(tcp, 6, 4)).isEqualTo(11);
            assertThat(libc.bind(tcp, SockAddrIn.of("10.0.0.1", 0))).isEqualTo(-1);
            assertThat(error(libc)).isEqualTo("EADDRNOTAVAIL");
            write(libc, "net/ipv4/ip_nonlocal_bind", "1");
            assertThat(libc.bind(tcp, SockAddrIn.of("10.0.0.1", 0))).isZero();
            return 0;
        });
    }

    /** As Linux 6.18 was seen to answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ipv4/tcp_rmem | 0 2 3 | EINVAL | 4096 131072 6291456",
                "ipv4/tcp_rmem | 8192 | 4 | 8192 131072 6291456",
                "ipv4/tcp_rmem | 4096 5000 | 9 | 4096 5000 6291456",
                "ipv4/tcp_rmem | 9 8 7 | 5 | 9 8 7",
                "ipv4/tcp_rmem | -1 2 3 | EINVAL | 4096 131072 6291456",
                "ipv4/tcp_rmem | 5 0 3 | EINVAL | 5 131072 6291456",
                "ipv4/tcp_rmem | 1 2 3 4 | 6 | 1 2 3",
                "ipv4/tcp_wmem | 1 2 3 | 5 | 1 2 3",
                "ipv4/ip_local_port_range | 1 | EINVAL | 32768 60999",
                "ipv4/ip_local_port_range | 5000 4000 | EINVAL | 32768 60999",
                "ipv4/ip_local_port_range | 32768 70000 | EINVAL | 32768 60999",
                "core/rmem_max | 2303 | EINVAL | 212992",
                "core/rmem_max | 2304 | 4 | 2304",
                "core/wmem_max | 4607 | EINVAL | 212992",
                "core/rmem_default | 2303 | EINVAL | 212992",
                "core/wmem_default | 4607 | EINVAL | 212992",
                "core/somaxconn | -1 | EINVAL | 4096",
                "core/somaxconn | 65536 | 5 | 65536",
                "unix/max_dgram_qlen | -1 | 2 | -1",
                "ipv4/tcp_fin_timeout | -1 | 2 | -1",
                "ipv4/tcp_fin_timeout | 8589934 | 7 | 8589934",
                "ipv4/tcp_fin_timeout | 8589935 | EINVAL | 60",
                "ipv4/tcp_keepalive_time | 0 | 1 | 0",
                "ipv4/tcp_keepalive_time | 40000 | 5 | 40000",
                "ipv4/tcp_keepalive_intvl | -5 | 2 | -5",
                "ipv4/tcp_keepalive_probes | 256 | EINVAL | 9",
                "ipv4/tcp_syn_retries | 0 | EINVAL | 6",
                "ipv4/tcp_syn_retries | 128 | EINVAL | 6",
                "ipv4/ip_default_ttl | 0 | EINVAL | 64",
                "ipv4/ip_default_ttl | 256 | EINVAL | 64"
            })
    void whatIsOutOfRangeIsRefusedAsLinuxRefusesIt(String file, String written, String result, String value)
            throws InterruptedException {
        run((libc, argv) -> {
            assertThat(write(libc, "net/" + file, written)).isEqualTo(result);
            assertThat(value(libc, "net/" + file)).isEqualTo(value.replace(' ', '\t') + "\n");
            return 0;
        });
    }

    @Test
    void buffersBeginAsTheAdministratorSays() throws InterruptedException {
        run((libc, argv) -> {
            write(libc, "net/ipv4/tcp_rmem", "4096 50000 6291456");
            write(libc, "net/ipv4/tcp_wmem", "4096 20000 4194304");
            write(libc, "net/unix/max_dgram_qlen", "1");
            int tcp = libc.socket(AF_INET, SOCK_STREAM, 0);
            assertThat(libc.getsockopt(tcp, 1, 8)).isEqualTo(50000);
            assertThat(libc.getsockopt(tcp, 1, 7)).isEqualTo(20000);
            int full = libc.socket(AF_UNIX, SOCK_DGRAM, 0);
            assertThat(libc.bind(full, FULL)).isZero();
            int sender = libc.socket(AF_UNIX, SOCK_DGRAM, 0);
            libc.connect(sender, FULL);
            int sent = 0;
            while (libc.send(sender, new byte[1], MsgFlags.MSG_DONTWAIT) == 1) {
                sent++;
            }
            assertThat(sent).isEqualTo(2);
            return 0;
        });
    }

    @Test
    void theNameOfTheHostIsThatOfUname() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(write(libc, "kernel/hostname", "elsewhere\n")).isEqualTo("10");
            assertThat(value(libc, "kernel/hostname")).isEqualTo("elsewhere\n");
            assertThat(value(libc, "kernel/osrelease")).isEqualTo("5.1.0-jernel\n");
            assertThat(value(libc, "kernel/pid_max")).isEqualTo("32768\n");
            assertThat(write(libc, "kernel/pid_max", "300")).isEqualTo("EINVAL");
            assertThat(value(libc, "kernel/printk")).matches("\\d+\t\\d+\t1\t7\n");
            assertThat(value(libc, "kernel/random/uuid"))
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n")
                    .isNotEqualTo(value(libc, "kernel/random/uuid"));
            assertThat(value(libc, "kernel/random/boot_id")).isEqualTo(value(libc, "kernel/random/boot_id"));
            return 0;
        });
    }

    @Test
    void theLogLevelsAreAnyNumbers() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(write(libc, "kernel/printk", "9 9 9 9\n")).isEqualTo("8");
            assertThat(value(libc, "kernel/printk")).isEqualTo("9\t9\t9\t9\n");
            assertThat(write(libc, "kernel/printk", "-1 4 1 7 5")).isEqualTo("9");
            assertThat(value(libc, "kernel/printk")).isEqualTo("-1\t4\t1\t7\n");
            assertThat(write(libc, "kernel/printk", "3 x")).isEqualTo("EINVAL");
            assertThat(value(libc, "kernel/printk")).isEqualTo("3\t4\t1\t7\n");
            assertThat(write(libc, "kernel/printk", "x")).isEqualTo("EINVAL");
            assertThat(value(libc, "kernel/printk")).isEqualTo("3\t4\t1\t7\n");
            return 0;
        });
    }

    @Test
    void whatIsReadOnlyIsRefusedToRootToo() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(write(libc, "kernel/ostype", "BSD")).isEqualTo("EACCES");
            assertThat(libc.readDirectory("/proc/sys")).containsExactly("fs", "kernel", "net", "vm");
            assertThat(libc.readDirectory("/proc/sys/net")).isEqualTo(List.of("core", "ipv4", "unix"));
            return 0;
        });
    }
}
