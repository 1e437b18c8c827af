package org.jernel.kernel.module;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.panic.Taint;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A module in the kernel: its state, who uses it and what it has registered. {@code struct module}.
 *
 * <p>State, users and taints change under the monitor of {@link Modules}. References are counted without a lock.
 */
public final class LoadedModule implements OperationsOwner {

    /** The kernel's own reference; the count is shown without it. {@code MODULE_REF_BASE}. */
    private static final int REF_BASE = 1;

    private final String name;
    private final long size;
    private final long base;
    private final AtomicInteger references = new AtomicInteger(REF_BASE);
    private final Set<Taint> taints = EnumSet.noneOf(Taint.class);

    /** Modules that use this one's symbols, the newest first. {@code source_list}. */
    private final List<LoadedModule> users = new ArrayList<>();

    /** Modules whose symbols this one uses. {@code target_list}. */
    private final List<LoadedModule> used = new ArrayList<>();

    /** Guarded by itself, as is the flag. */
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    private boolean resourcesTaken;

    private volatile ModuleState state = ModuleState.COMING;

    /** What is started, null until it is made. */
    private @Nullable KernelModule code;

    private @Nullable ModuleImage image;
    private @Nullable ClassLoader loader;

    LoadedModule(String name, long size, long base) {
        this.name = name;
        this.size = size;
        this.base = base;
    }

    public String name() {
        return name;
    }

    /** The bytes that it takes. */
    public long size() {
        return size;
    }

    public ModuleState state() {
        return state;
    }

    void setState(ModuleState next) {
        state = next;
    }

    /** How many hold it: open files, calls in progress, modules that use its symbols. {@code module_refcount}. */
    public int refcount() {
        return references.get() - REF_BASE;
    }

    @Override
    public boolean tryGet() {
        int seen = references.get();
        while (seen != 0 && state != ModuleState.GOING) {
            if (references.weakCompareAndSetVolatile(seen, seen + 1)) {
                return true;
            }
            seen = references.get();
        }
        return false;
    }

    @Override
    public void put() {
        references.decrementAndGet();
    }

    /** Gives up the kernel's own reference if it is the only one. {@code try_release_module_ref}. */
    boolean tryRelease() {
        return references.compareAndSet(REF_BASE, 0);
    }

    Set<Taint> taints() {
        return taints;
    }

    List<LoadedModule> users() {
        return users;
    }

    /** Notes that this one uses another, which it holds. {@code ref_module}. */
    void use(LoadedModule other) {
        used.add(other);
        other.users.addFirst(this);
    }

    /** Lets go of what it uses. {@code module_unload_free}. */
    void unuse() {
        for (LoadedModule other : used) {
            other.users.remove(this);
            other.put();
        }
        used.clear();
    }

    void setImage(ModuleImage moduleImage, ClassLoader classLoader) {
        image = moduleImage;
        loader = classLoader;
    }

    @Nullable
    ModuleImage image() {
        return image;
    }

    @Nullable
    ClassLoader loader() {
        return loader;
    }

    void setCode(KernelModule start) {
        code = start;
    }

    @Nullable
    KernelModule code() {
        return code;
    }

    /** True where it can be started but not ended: it overrides only one of the two. */
    boolean isPermanent() {
        return overrides("init", ThisModule.class) && !overrides("exit");
    }

    private boolean overrides(String method, Class<?>... parameters) {
        KernelModule start = code;
        try {
            return start != null
                    && start.getClass().getMethod(method, parameters).getDeclaringClass() != KernelModule.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a thread that the module has left behind nothing is taken any more: it is closed at once, and throws ENODEV. */
    @Override
    public void own(AutoCloseable resource) {
        synchronized (resources) {
            if (!resourcesTaken) {
                resources.push(resource);
                return;
            }
        }
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        throw Errno.ENODEV.exception();
    }

    /** What is to be closed, the newest first, and is the caller's from now on. */
    List<AutoCloseable> takeResources() {
        synchronized (resources) {
            resourcesTaken = true;
            List<AutoCloseable> taken = List.copyOf(resources);
            resources.clear();
            return taken;
        }
    }

    /** A line of {@code /proc/modules}. {@code m_show}. */
    String line(boolean showValues) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%s %d %d ", name, size, refcount()));
        users.forEach(user -> line.append(user.name).append(','));
        if (isPermanent()) {
            line.append("[permanent],");
        } else if (users.isEmpty()) {
            line.append('-');
        }
        line.append(String.format(Locale.ROOT, " %s 0x%016x", state.label(), showValues ? base : 0));
        if (!taints.isEmpty()) {
            line.append(' ').append(Taint.letters(taints));
        }
        return line.append('\n').toString();
    }

    long base() {
        return base;
    }

    @Override
    public String toString() {
        return name;
    }
}
