package org.jernel.kernel;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

import org.jernel.kernel.file.File;
import org.jernel.kernel.mm.VmCommitted;
import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.kernel.task.KernelLimits;
import org.jernel.kernel.task.Tasks;

/**
 * What tasks can have, below {@code /proc/sys/{kernel,fs,vm}}. Modelled on {@code kernel/sysctl.c}, {@code kernel/fork.c},
 * {@code fs/file_table.c} and {@code fs/pipe.c}.
 */
final class LimitSysctls {

    private static final int PID_MAX_LIMIT = 4 * 1024 * 1024;

    /** {@code sysctl_nr_open_min} and {@code sysctl_nr_open_max}. */
    private static final int NR_OPEN_MIN = Long.SIZE;
    private static final int NR_OPEN_MAX = Integer.MAX_VALUE & -Long.SIZE;

    private static final int PAGE_SIZE = 4096;
    private static final int PIPE_MAX = 1 << 30;
    private static final int MAX_MAP_COUNT = 65530;
    private static final int MMAP_MIN_ADDR = 65536;

    private LimitSysctls() {}

    static void register(Sysctl sysctl, Tasks tasks) {
        KernelLimits limits = tasks.limits();
        sysctl.registerSysctl("kernel", List.of(
                number("pid_max", limits::pidMax, limits::setPidMax, Tasks.RESERVED_PIDS + 1, PID_MAX_LIMIT),
                number(
                        "threads-max",
                        limits::threadsMax,
                        limits::setThreadsMax,
                        KernelLimits.MIN_THREADS,
                        KernelLimits.MAX_THREADS)));
        sysctl.registerSysctl("fs", List.of(
                // As many as there is memory for.
                CtlTable.readOnly("file-max", () -> Long.toString(Long.MAX_VALUE)),
                CtlTable.readOnly("file-nr", () -> openFiles(tasks) + "\t0\t" + Long.MAX_VALUE),
                number("nr_open", limits::nrOpen, limits::setNrOpen, NR_OPEN_MIN, NR_OPEN_MAX),
                number(
                        "pipe-max-size",
                        limits::pipeMaxSize,
                        size -> limits.setPipeMaxSize(roundPipeSize(size)),
                        1,
                        PIPE_MAX)));
        VmCommitted committed = tasks.committed();
        sysctl.registerSysctl("vm", List.of(
                number(
                        "overcommit_memory",
                        committed::policy,
                        committed::setPolicy,
                        VmCommitted.OVERCOMMIT_GUESS,
                        VmCommitted.OVERCOMMIT_NEVER),
                number("overcommit_ratio", committed::ratio, committed::setRatio, 0, Integer.MAX_VALUE),
                number("overcommit_kbytes", committed::kilobytes, committed::setKilobytes, 0, Integer.MAX_VALUE),
                CtlTable.readOnlyNumber("max_map_count", MAX_MAP_COUNT),
                CtlTable.readOnlyNumber("mmap_min_addr", MMAP_MIN_ADDR)));
    }

    private static CtlTable number(String name, IntSupplier value, IntConsumer store, int min, int max) {
        return CtlTable.ofNumbers(name, () -> new int[] {value.getAsInt()}, numbers -> {
            boolean good = numbers[0] >= min && numbers[0] <= max;
            if (good) {
                store.accept(numbers[0]);
            }
            return good;
        });
    }

    /** {@code round_pipe_size}. */
    private static int roundPipeSize(int size) {
        return size <= PAGE_SIZE ? PAGE_SIZE : Integer.highestOneBit(size - 1) << 1;
    }

    private static long openFiles(Tasks tasks) {
        Set<File> open = Collections.newSetFromMap(new IdentityHashMap<>());
        tasks.list().forEach(task -> task.files().iterateFd((_, file) -> open.add(file)));
        return open.size();
    }
}
