package org.jernel.kernel.fs;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A name in a directory and the file that it leads to. {@code struct dentry}, modelled on {@code fs/dcache.c}.
 *
 * <p>A directory holds the dentries of file systems that live in memory: they are its contents. Those of the others are made by
 * each walk and held only while something is mounted there. The monitor guards the children and is a leaf.
 */
public final class Dentry {

    /** Where the children's positions in a listing begin: the dots are before them. */
    static final long FIRST_OFFSET = 2;

    private volatile String name;
    private volatile Dentry parent;
    private volatile @Nullable Inode inode;

    /** False for a name that was taken away. */
    private volatile boolean hashed = true;

    /** This name's position among its siblings, 0 where it is not held. Written under the parent's monitor. */
    private volatile long offset;

    private final Map<String, Dentry> children = new HashMap<>();

    /** By the order in which they came, so that a listing goes on where it was whatever comes and goes. */
    private final TreeMap<Long, Dentry> byOffset = new TreeMap<>();

    private long nextOffset = FIRST_OFFSET;

    /** How many mounts begin here, in whatever mount of this file system. */
    private final AtomicInteger mounts = new AtomicInteger();

    /** The root of a file system. {@code d_make_root}. */
    public Dentry(Inode root) {
        this.name = "/";
        this.inode = root;
        this.parent = this;
    }

    /** A name that leads nowhere yet. */
    Dentry(Dentry parent, String name) {
        this.name = name;
        this.parent = parent;
    }

    public String name() {
        return name;
    }

    /** The directory that this name is in; the root is in itself. */
    public Dentry parent() {
        return parent;
    }

    /** The file; throws ENOENT for a name that leads nowhere. */
    public Inode inode() {
        Inode found = inode;
        if (found == null) {
            throw Errno.ENOENT.exception();
        }
        return found;
    }

    /** False for a name that leads nowhere. {@code d_is_positive}. */
    boolean isPositive() {
        return inode != null;
    }

    /** True for a name that was taken away, or a file that never had one. */
    boolean isUnhashed() {
        return !hashed;
    }

    boolean isRoot() {
        return parent == this;
    }

    /** Gives the name a file, and has the directory hold both. {@code d_instantiate} with {@code dget}. */
    public void instantiate(Inode file) {
        inode = file;
        parent.hold(this);
    }

    /** Gives a file to a name that is in no directory. {@code d_tmpfile}. */
    void instantiateUnhashed(Inode file) {
        inode = file;
        hashed = false;
    }

    private void hold(Dentry child) {
        hold(child, child.name);
    }

    /** Takes the place of whatever has the name. */
    private synchronized void hold(Dentry child, String childName) {
        Dentry replaced = children.put(childName, child);
        if (replaced != null) {
            byOffset.remove(replaced.offset);
        }
        long at = nextOffset++;
        child.offset = at;
        byOffset.put(at, child);
    }

    private synchronized void letGo(Dentry child, String childName, long at) {
        if (children.remove(childName, child)) {
            byOffset.remove(at);
        }
    }

    /** Takes the name out of its directory. {@code d_drop} with {@code dput}. */
    void drop() {
        parent.letGo(this, name, offset());
        hashed = false;
    }

    /** The held child of that name, or null. */
    synchronized @Nullable Dentry child(String childName) {
        return children.get(childName);
    }

    /** The held child at a listing's position or the next behind it, or null at the end. */
    synchronized @Nullable Dentry childFrom(long position) {
        Map.Entry<Long, Dentry> entry = byOffset.ceilingEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** Where a listing stands that has come to this child. */
    long offset() {
        return offset;
    }

    synchronized boolean hasChildren() {
        return !children.isEmpty();
    }

    /**
     * Takes another name in another directory, in place of what has it: nobody finds neither. {@code d_move}; the caller holds the
     * locks of both directories.
     */
    void moveTo(Dentry target) {
        Dentry oldParent = parent;
        String oldName = name;
        long oldOffset = offset();
        if (target.isPositive()) {
            target.hashed = false;
        }
        target.parent.hold(this, target.name);
        oldParent.letGo(this, oldName, oldOffset);
        parent = target.parent;
        name = target.name;
    }

    /** Each takes the other's name and place in the listing. {@code d_exchange}; the caller holds the locks of both directories. */
    void exchangeWith(Dentry other) {
        Dentry otherParent = other.parent;
        String otherName = other.name;
        long otherOffset = other.offset();
        long oldOffset = offset();
        otherParent.put(otherName, this, otherOffset);
        parent.put(name, other, oldOffset);
        other.parent = parent;
        other.name = name;
        parent = otherParent;
        name = otherName;
    }

    private synchronized void put(String childName, Dentry child, long at) {
        children.put(childName, child);
        byOffset.put(at, child);
        child.offset = at;
    }

    /** Looks a name up in this directory: a dentry with a file, or null. {@code __lookup_hash}. */
    @Nullable
    Dentry lookup(String childName) {
        Dentry held = child(childName);
        if (held != null) {
            return held;
        }
        Inode directory = inode();
        Inode found = directory.operations().lookup(directory, childName);
        if (found == null) {
            return null;
        }
        Dentry made = new Dentry(this, childName);
        made.inode = found;
        return made;
    }

    /** The names from the root of the file system to this one. {@code dentry_path}. */
    public String pathInFileSystem() {
        StringBuilder path = new StringBuilder();
        for (Dentry at = this; !at.isRoot(); at = at.parent) {
            path.insert(0, "/" + at.name);
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    /** True if this directory is {@code other} or above it. {@code is_subdir}. */
    boolean isAncestorOf(Dentry other) {
        Dentry at = other;
        while (at != this && !at.isRoot()) {
            at = at.parent;
        }
        return at == this;
    }

    boolean isMountpoint() {
        return mounts.get() > 0;
    }

    /** Something is mounted here: every walk must find this very dentry from now on. */
    void mounted() {
        if (mounts.getAndIncrement() == 0 && !isRoot() && parent.child(name) == null) {
            parent.hold(this);
        }
    }

    void unmounted() {
        mounts.getAndDecrement();
    }
}
