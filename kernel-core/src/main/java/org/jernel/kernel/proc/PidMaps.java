package org.jernel.kernel.proc;

import java.util.List;

import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.VmArea;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID/maps}: a line for each area. Modelled on {@code fs/proc/task_mmu.c}. */
final class PidMaps implements SeqOperations<Integer> {

    /** Where the name of an area begins. */
    private static final int NAME_COLUMN = 25 + Long.BYTES * 6 - 1;

    private final ProcTask of;
    private List<VmArea> areas = List.of();

    private PidMaps(ProcTask of) {
        this.of = of;
    }

    /** Throws EACCES to who may not look into the task. {@code proc_maps_open}. */
    static SeqOperations<?> open(ProcTask of) {
        of.checkAlive();
        of.checkAccess(Errno.EACCES);
        return new PidMaps(of);
    }

    @Override
    public @Nullable Integer start(SeqFile text, long position) {
        of.checkAlive();
        Task task = of.task();
        areas = of.isZombie() || task.isKernelThread() ? List.of() : task.mm().areas();
        return next(text, 0, position);
    }

    @Override
    public @Nullable Integer next(SeqFile text, Integer record, long position) {
        return position < areas.size() ? (int) position : null;
    }

    /** {@code show_map_vma}. */
    @Override
    public int show(SeqFile text, Integer record) {
        VmArea area = areas.get(record);
        int prot = area.prot();
        text.setWidth(NAME_COLUMN);
        text.printf(
                "%08x-%08x %c%c%cp %08x 00:00 0 ",
                area.start(),
                area.end(),
                right(prot, Mman.PROT_READ, 'r'),
                right(prot, Mman.PROT_WRITE, 'w'),
                right(prot, Mman.PROT_EXEC, 'x'),
                0);
        String name = name(area);
        if (name.isEmpty()) {
            text.putc('\n');
        } else {
            text.pad(' ');
            text.puts(name + "\n");
        }
        return 0;
    }

    private static char right(int prot, int right, char letter) {
        return (prot & right) == 0 ? '-' : letter;
    }

    private String name(VmArea area) {
        if (area.end() == AddressSpace.STACK_TOP) {
            return "[stack]";
        }
        return of.task().mm().isHeap(area) ? "[heap]" : "";
    }
}
