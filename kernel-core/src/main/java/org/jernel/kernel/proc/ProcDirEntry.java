package org.jernel.kernel.proc;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jernel.kernel.file.File;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.owner.CallbackGate;
import org.jernel.kernel.time.KernelClock;
import org.jspecify.annotations.Nullable;

/**
 * A name in {@code /proc} that kernel code has made: a directory, a file with its operations, or a link. {@code struct
 * proc_dir_entry}.
 *
 * <p>The monitor is {@code pde_unload_lock}: it guards who has the file open, and is a leaf. Callbacks run without it.
 */
public final class ProcDirEntry {

    /** Short names first, as directories of {@code /proc} are listed. {@code proc_match}. */
    private static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final String name;
    private final @Nullable ProcDirEntry parent;
    private final @Nullable ProcOps ops;
    private final @Nullable Object data;
    private final Map<String, ProcDirEntry> children = new ConcurrentSkipListMap<>(ORDER);
    private @Nullable Inode inode;

    /** Files whose release the operations have not been told yet. {@code pde_openers}. */
    private final Set<File> openers = new HashSet<>();

    /** Before the operations, which are taken away with the entry. */
    private final CallbackGate gate;

    ProcDirEntry(
            String name,
            @Nullable ProcDirEntry parent,
            @Nullable ProcOps ops,
            @Nullable Object data,
            KernelClock clock) {
        this.name = name;
        this.parent = parent;
        this.ops = ops;
        this.data = data;
        this.gate = new CallbackGate(clock);
    }

    public String name() {
        return name;
    }

    /** The directory that it is in; null for the root, and for what stands in every task's directory. */
    public @Nullable ProcDirEntry parent() {
        return parent;
    }

    /** What it was made with, for its callbacks. {@code pde_data}. */
    public @Nullable Object data() {
        return data;
    }

    /** Who may use the file and how: {@code proc_set_user}. */
    public void setUser(int uid, int gid) {
        inode().setOwner(uid, gid);
    }

    /** {@code proc_set_size}. */
    public void setSize(long size) {
        inode().setSize(size);
    }

    ProcOps ops() {
        if (ops == null) {
            throw new IllegalStateException(name + " is no file");
        }
        return ops;
    }

    void setInode(Inode made) {
        inode = made;
    }

    Inode inode() {
        if (inode == null) {
            throw new IllegalStateException(name + " has no inode yet");
        }
        return inode;
    }

    @Nullable
    ProcDirEntry child(String childName) {
        return children.get(childName);
    }

    List<ProcDirEntry> children() {
        return List.copyOf(children.values());
    }

    /** False where the name is taken. {@code pde_subdir_insert}. */
    boolean add(ProcDirEntry child) {
        return children.putIfAbsent(child.name, child) == null;
    }

    void drop(ProcDirEntry child) {
        children.remove(child.name, child);
    }

    /** Begins a call into the operations; false once the entry is removed. {@code use_pde}. */
    boolean use() {
        return gate.enter();
    }

    /** {@code unuse_pde}. */
    void unuse() {
        gate.leave();
    }

    synchronized void opened(File file) {
        openers.add(file);
    }

    /** True for who is to tell the operations that the file is closed. {@code close_pdeo}. */
    synchronized boolean takeOpener(File file) {
        return openers.remove(file);
    }

    /** No call begins from now on, those in progress have ended, and files that are open are released. {@code proc_entry_rundown}. */
    void rundown() {
        gate.shut();
        List<File> open;
        synchronized (this) {
            open = List.copyOf(openers);
        }
        for (File file : open) {
            if (takeOpener(file)) {
                ops().release(file);
            }
        }
    }
}
