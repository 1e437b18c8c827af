package org.jernel.kernel.proc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Ptrace;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskState;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The directory of a task: {@code /proc/PID}, and {@code task/PID} in it. Modelled on {@code fs/proc/base.c}. */
final class ProcTask extends PseudoDirectory {

    private static final int DIRECTORY_MODE = 0555;

    /** The names of a task, as those of a process but for its threads. {@code tid_base_stuff}. */
    private static final List<PidEntry> TID = List.of(
            PidEntry.directory("fd", 0500, ProcFd::links),
            PidEntry.directory("fdinfo", 0555, ProcFd::infos),
            new PidEntry("net", FileMode.S_IFDIR | 0555, of -> of.proc().net().inode()),
            PidEntry.file("environ", 0400, PidMemoryText::environ),
            PidEntry.one("status", 0444, PidStatus::status),
            PidEntry.one("limits", 0444, PidLimits::show),
            PidEntry.file("comm", 0644, PidComm::new),
            PidEntry.one("syscall", 0400, PidStatus::syscall),
            PidEntry.file("cmdline", 0444, PidMemoryText::cmdline),
            PidEntry.one("stat", 0444, PidStat::stat),
            PidEntry.one("statm", 0444, PidStat::statm),
            PidEntry.file("maps", 0444, of -> new PidSeqFile(of, PidMaps::open)),
            PidEntry.link("cwd", of -> of.link(task -> (Path) task.fs().pwd())),
            PidEntry.link("exe", of -> of.link(task -> of.isZombie() ? null : (Path) task.exe())),
            PidEntry.link("root", of -> of.link(task -> (Path) task.fs().root())),
            PidEntry.one("stack", 0400, PidStatus::stack),
            PidEntry.file("make-it-fail", 0644, PidFaults::makeItFail),
            PidEntry.file("fail-nth", 0644, PidFaults::failNth),
            PidEntry.one("wchan", 0444, PidStatus::wchan),
            PidEntry.file("mounts", 0444, of -> new PidSeqFile(of, PidMounts::mounts)),
            PidEntry.file("mountinfo", 0444, of -> new PidSeqFile(of, PidMounts::mountinfo)));

    /** The names of a process. {@code tgid_base_stuff}. */
    private static final List<PidEntry> TGID = tgid();

    private final Vfs vfs;
    private final ProcFs proc;
    private final Task task;
    private final List<PidEntry> names;

    private ProcTask(Vfs vfs, ProcFs proc, Task task, List<PidEntry> names) {
        this.vfs = vfs;
        this.proc = proc;
        this.task = task;
        this.names = names;
    }

    /** The directory of a process. */
    ProcTask(Vfs vfs, ProcFs proc, Task task) {
        this(vfs, proc, task, TGID);
    }

    private static List<PidEntry> tgid() {
        List<PidEntry> names = new ArrayList<>();
        names.add(new PidEntry("task", FileMode.S_IFDIR | DIRECTORY_MODE, Threads::inode));
        names.addAll(TID);
        return List.copyOf(names);
    }

    ProcFs proc() {
        return proc;
    }

    Vfs vfs() {
        return vfs;
    }

    Task task() {
        return task;
    }

    /** False once nobody can see the task any more. */
    boolean isAlive() {
        return task.tasks().find(task.pid()) == task;
    }

    /** Throws ESRCH for a task that is gone. {@code get_proc_task}. */
    void checkAlive() {
        if (!isAlive()) {
            throw Errno.ESRCH.exception();
        }
    }

    /** The inode of the directory for one walk. {@code proc_pid_instantiate}. */
    Inode inode() {
        Inode inode = owned(proc.files().newDirectory(DIRECTORY_MODE, this));
        inode.setLinks(links());
        return inode;
    }

    /** The task's own files belong to whom the task acts for; if it has something to hide, to root. {@code task_dump_owner}. */
    Inode owned(Inode inode) {
        boolean open = inode.mode() == (FileMode.S_IFDIR | DIRECTORY_MODE);
        boolean hides = !open && !task.isKernelThread() && !task.prctl().isDumpable();
        inode.setOwner(hides ? 0 : task.cred().euid(), hides ? 0 : task.cred().egid());
        return inode;
    }

    /** One for each directory in it, and two of its own. {@code pid_entry_nlink}. */
    private int links() {
        return 2 + (int) names.stream().filter(PidEntry::isDirectory).count();
    }

    PidLink link(PidLink.Place place) {
        return new PidLink(this, place);
    }

    /** Throws EACCES to who may not look into the task. {@code proc_fd_access_allowed}. */
    void checkAccess(Errno refusal) {
        if (!Ptrace.mayAccess(task)) {
            throw refusal.exception();
        }
    }

    /** True for a task that has ended and is not waited for yet. */
    boolean isZombie() {
        return task.state() != TaskState.RUNNING;
    }

    @Override
    public @Nullable Inode lookup(Inode directory, String name) {
        for (PidEntry each : names) {
            if (each.name().equals(name) && isAlive()) {
                Inode inode = each.inode().apply(this);
                return name.equals("net") ? inode : owned(inode);
            }
        }
        throw Errno.ENOENT.exception();
    }

    @Override
    protected List<Entry> entries() {
        if (!isAlive()) {
            throw Errno.ENOENT.exception();
        }
        return names.stream()
                .map(each -> new Entry(each.name(), 1, FileMode.direntType(each.mode())))
                .toList();
    }

    /** The threads of a process, which is the only one of its own. {@code proc_task_operations}. */
    private static final class Threads extends PseudoDirectory {

        private final ProcTask of;

        private Threads(ProcTask of) {
            this.of = of;
        }

        /** It counts its one thread too. {@code proc_task_getattr}. */
        static Inode inode(ProcTask of) {
            Inode inode = of.proc.files().newDirectory(DIRECTORY_MODE, new Threads(of));
            inode.setLinks(inode.links() + 1);
            return inode;
        }

        @Override
        public @Nullable Inode lookup(Inode directory, String name) {
            boolean own = name.equals(Integer.toString(of.task.pid()));
            return own && of.isAlive() ? new ProcTask(of.vfs, of.proc, of.task, TID).inode() : null;
        }

        @Override
        protected List<Entry> entries() {
            if (!of.isAlive()) {
                throw Errno.ENOENT.exception();
            }
            return List.of(Entry.directory(Integer.toString(of.task.pid())));
        }
    }
}
