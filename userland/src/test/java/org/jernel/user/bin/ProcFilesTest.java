package org.jernel.user.bin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jernel.syscall.Errno;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.kernel.mm.Mman.MAP_ANONYMOUS;
import static org.jernel.kernel.mm.Mman.MAP_PRIVATE;
import static org.jernel.kernel.mm.Mman.PROT_READ;
import static org.jernel.kernel.mm.Mman.PROT_WRITE;

/** The files of {@code /proc} have the shape of those of the Linux that runs the test. */
final class ProcFilesTest {

    private static final int MMAP = 9;
    private static final int MUNMAP = 11;

    private static void run(Program program) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(program, "prog")).isZero();
        }
    }

    private static String text(Libc libc, String file) {
        return requireNonNull(libc.readFile("/proc/" + file), file);
    }

    private static List<String> host(String file) throws IOException {
        return Files.readAllLines(Path.of("/proc", file));
    }

    private static List<String> keys(Stream<String> lines) {
        return lines.map(line -> line.substring(0, line.indexOf(':') + 1)).toList();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void statusHasTheHostsKeysInItsOrder() throws IOException, InterruptedException {
        List<String> host = keys(host("self/status").stream());
        run((Libc libc, List<String> argv) -> {
            String status = text(libc, "self/status");
            assertThat(keys(status.lines())).containsAll(linesOfTheHost(host));
            assertThat(host).containsSubsequence(
                    keys(status.lines().filter(line -> !line.startsWith("NStgid") && !line.startsWith("Kthread"))));
            assertThat(status)
                    .startsWith("Name:\tprog\nUmask:\t0022\nState:\tR (running)\nTgid:\t1\n")
                    .contains("PPid:\t0\n", "Uid:\t0\t0\t0\t0\n", "VmRSS:\t", "Threads:\t1\n",
                            "CapEff:\t000001ffffffffff\n");
            return 0;
        });
    }

    /** All but what newer kernels than 6.1 tell, and what these programs have none of. */
    private static List<String> linesOfTheHost(List<String> host) {
        return host.stream().filter(key -> !Set.of("untag_mask:", "x86_Thread_features:", "x86_Thread_features_locked:")
                .contains(key))
                .toList();
    }

    @Test
    void statusTellsTheMostMemoryThatThereWas() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            long size = kilobytes(libc, "VmSize");
            long before = kilobytes(libc, "VmHWM");
            assertThat(kilobytes(libc, "VmPeak")).isGreaterThanOrEqualTo(size);
            long area = libc.syscall(MMAP, 0, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            for (int page = 0; page < 64; page++) {
                libc.storeInt(area + page * 4096L, 1);
            }
            long most = kilobytes(libc, "VmHWM");
            assertThat(most).isGreaterThanOrEqualTo(before + 256).isEqualTo(kilobytes(libc, "VmRSS"));
            assertThat(kilobytes(libc, "VmPeak")).isGreaterThanOrEqualTo(size + 256);
            assertThat(libc.syscall(MUNMAP, area, 64 * 4096)).isZero();
            assertThat(kilobytes(libc, "VmSize")).isLessThanOrEqualTo(kilobytes(libc, "VmPeak") - 256);
            assertThat(kilobytes(libc, "VmRSS")).isLessThanOrEqualTo(most - 256);
            assertThat(kilobytes(libc, "VmHWM")).isEqualTo(most);
            assertThat(kilobytes(libc, "VmStk")).isEqualTo(8192);
            assertThat(kilobytes(libc, "VmPTE")).isPositive().isEqualTo(kilobytes(libc, "VmPTE") / 4 * 4);
            assertThat(text(libc, "self/status")).containsPattern("SigQ:\t0/[0-9]{1,9}\n")
                    .contains("Mems_allowed_list:\t0\nvoluntary_ctxt_switches:\t");
            assertThat(text(libc, "self/statm").split(" ")[5])
                    .isEqualTo(Long.toString((kilobytes(libc, "VmData") + kilobytes(libc, "VmStk")) / 4));
            assertThat(requireNonNull(libc.stat("/proc/1")).nlink()).isEqualTo(6);
            assertThat(requireNonNull(libc.stat("/proc/1/task")).nlink()).isEqualTo(3);
            return 0;
        });
    }

    private static long kilobytes(Libc libc, String name) {
        return text(libc, "self/status").lines().filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void memoryIsCountedInPages() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(text(libc, "meminfo").lines())
                    .allMatch(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) % 4 == 0);
            return 0;
        });
    }

    @Test
    void filesThatCannotBeMappedSaySoAsLinuxDoes() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            for (String file : List.of("version", "meminfo", "kallsyms", "net/tcp")) {
                assertThat(mapped(libc, file)).as(file).isEqualTo(Errno.EIO);
            }
            for (String file : List.of("self/status", "self/maps", "self/comm", "sys/kernel/hostname", "mounts", "")) {
                assertThat(mapped(libc, file)).as(file).isEqualTo(Errno.ENODEV);
            }
            return 0;
        });
    }

    private static @Nullable Errno mapped(Libc libc, String file) {
        int fd = libc.open("/proc/" + file, 0);
        long area = libc.syscall(MMAP, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
        Errno errno = area == -1 ? Errno.of(libc.errno()) : null;
        libc.close(fd);
        return errno;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void statAndStatmHaveAsManyFieldsAsTheHosts() throws IOException, InterruptedException {
        int stat = host("self/stat").getFirst().replaceFirst("\\(.*\\)", "comm").split(" ").length;
        int statm = host("self/statm").getFirst().split(" ").length;
        run((Libc libc, List<String> argv) -> {
            assertThat(text(libc, "self/stat")).startsWith("1 (prog) R 0 1 0 0 -1 ").endsWith("\n");
            assertThat(text(libc, "self/stat").split(" ")).hasSize(stat);
            assertThat(text(libc, "self/statm").split(" ")).hasSize(statm);
            return 0;
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void limitsAreThoseLines() throws IOException, InterruptedException {
        List<String> host = host("self/limits");
        run((Libc libc, List<String> argv) -> {
            List<String> lines = text(libc, "self/limits").lines().toList();
            assertThat(lines.getFirst()).isEqualTo(host.getFirst());
            assertThat(lines).extracting(line -> line.substring(0, 25))
                    .isEqualTo(host.stream().map(line -> line.substring(0, 25)).toList());
            assertThat(lines.get(8)).isEqualTo(
                    "Max open files            1024                 4096                 files     ");
            return 0;
        });
    }

    @Test
    void mapsShowAreasWithRightsAndNames() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(text(libc, "self/maps").lines())
                    .allMatch(line -> line.matches("[0-9a-f]{8,}-[0-9a-f]{8,} [r-][w-][x-][ps] [0-9a-f]{8} 00:00 0 .*"))
                    .anyMatch(line -> line.endsWith(" [stack]") && line.indexOf('[') == 73);
            return 0;
        });
    }

    @Test
    void mountsAreReachedThroughSelf() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(libc.readlink("/proc/mounts")).isEqualTo("self/mounts");
            assertThat(libc.readlink("/proc/net")).isEqualTo("self/net");
            assertThat(libc.readlink("/proc/self")).isEqualTo("1");
            assertThat(libc.readlink("/proc/thread-self")).isEqualTo("1/task/1");
            assertThat(text(libc, "mounts")).contains("proc /proc proc rw,relatime 0 0\n");
            assertThat(text(libc, "self/mountinfo"))
                    .containsPattern("\\d+ \\d+ 0:\\d+ / /proc rw,relatime - proc proc rw\n");
            assertThat(text(libc, "filesystems")).contains("nodev\tproc\n", "nodev\ttmpfs\n");
            return 0;
        });
    }

    @Test
    void theKernelTellsOfItself() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(text(libc, "version")).startsWith("Linux version 5.1.0-jernel (");
            assertThat(text(libc, "uptime")).matches("\\d+\\.\\d\\d \\d+\\.\\d\\d\n");
            assertThat(text(libc, "loadavg")).matches("\\d\\.\\d\\d \\d\\.\\d\\d \\d\\.\\d\\d \\d+/\\d+ \\d+\n");
            assertThat(text(libc, "cmdline")).isEqualTo("network=HERMETIC\n");
            assertThat(text(libc, "interrupts")).startsWith("           CPU0       \nLOC:");
            assertThat(text(libc, "stat")).startsWith("cpu  ").contains("\nbtime ", "\nprocesses 1\n");
            assertThat(text(libc, "cpuinfo")).startsWith("processor\t: 0\n").endsWith("\n\n");
            return 0;
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void meminfoHasTheHostsLines() throws IOException, InterruptedException {
        List<String> host = keys(host("meminfo").stream());
        run((Libc libc, List<String> argv) -> {
            assertThat(host).containsSubsequence(keys(text(libc, "meminfo").lines()));
            assertThat(text(libc, "meminfo").lines())
                    .allMatch(line -> line.matches("\\S+:\\s+\\d+ kB") && line.length() == 27);
            return 0;
        });
    }

    @Test
    void aTaskStandsSomewhere() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            assertThat(libc.readlink("/proc/self/cwd")).isEqualTo("/");
            assertThat(libc.readlink("/proc/self/root")).isEqualTo("/");
            assertThat(text(libc, "self/wchan")).isEqualTo("0");
            assertThat(text(libc, "self/stack")).contains("do_syscall_64");
            return 0;
        });
    }

    @Test
    void descriptorsAreLinksAndTold() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            int fd = libc.open("/proc/self/comm", 0);
            assertThat(libc.readlink("/proc/self/fd/" + fd)).isEqualTo("/proc/1/comm");
            assertThat(text(libc, "self/fd/" + fd)).isEqualTo("prog\n");
            assertThat(text(libc, "self/fdinfo/" + fd))
                    .matches("pos:\t0\nflags:\t0100000\nmnt_id:\t\\d+\nino:\t\\d+\n");
            assertThat(text(libc, "self/syscall"))
                    .matches("0 0x" + Integer.toHexString(fd + 1) + "( 0x[0-9a-f]+){7}\n");
            assertThat(libc.readDirectory("/proc/self/task")).containsExactly("1");
            assertThat(text(libc, "thread-self/comm")).isEqualTo("prog\n");
            return 0;
        });
    }
}
