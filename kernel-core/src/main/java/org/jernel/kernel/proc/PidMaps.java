package org.jernel.kernel.proc;

import java.util.List;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.MappedFile;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.Stat;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.VmArea;
import org.jernel.kernel.mm.VmBacking;
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
        File file = MappedFile.fileOf(area.backing());
        Stat stat = file == null ? null : Stat.of(file);
        text.setWidth(NAME_COLUMN);
        text.printf(
                "%08lx-%08lx %c%c%c%c %08llx %02x:%02x %lu ",
                area.start(),
                area.end(),
                right(prot, Mman.PROT_READ, 'r'),
                right(prot, Mman.PROT_WRITE, 'w'),
                right(prot, Mman.PROT_EXEC, 'x'),
                area.has(VmArea.VM_SHARED) ? 's' : 'p',
                area.pageOffset() * Page.SIZE,
                stat == null ? 0 : DeviceNumber.major(stat.device()),
                stat == null ? 0 : DeviceNumber.minor(stat.device()),
                stat == null ? 0 : stat.inode());
        String name = file == null ? name(area) : of.vfs().dname(file);
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
        VmBacking backing = area.backing();
        return backing != null ? backing.name() : of.task().mm().isHeap(area) ? "[heap]" : "";
    }
}
