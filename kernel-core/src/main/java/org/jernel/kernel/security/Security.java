package org.jernel.kernel.security;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.NonLocalExit;
import org.jernel.syscall.Registration;

/** The security modules of one kernel. Modelled on {@code security/security.c}. */
public final class Security {

    private static final ProbePoint ADD_HOOKS = ProbePoint.of("security_add_hooks");

    private final Probes probes;

    /** Never changed in place: without modules, a question costs one look at it. */
    private volatile List<SecurityModule> modules = List.of();

    public Security(Probes probes) {
        this.probes = probes;
        probes.define(List.of(ADD_HOOKS));
    }

    /** Has a module asked from now on, after those that are asked already. {@code security_add_hooks}. */
    @ExportSymbol
    public Registration securityAddHooks(SecurityModule module) {
        return probes.isOff() ? add(module) : probes.get(ADD_HOOKS, () -> add(module));
    }

    private Registration add(SecurityModule module) {
        synchronized (this) {
            List<SecurityModule> next = new ArrayList<>(modules);
            next.add(module);
            modules = List.copyOf(next);
        }
        AtomicBoolean added = new AtomicBoolean(true);
        Registration registration = () -> {
            if (added.getAndSet(false)) {
                remove(module);
            }
        };
        OperationsOwner.callerOwns(registration);
        return registration;
    }

    private synchronized void remove(SecurityModule module) {
        List<SecurityModule> next = new ArrayList<>(modules);
        next.remove(module);
        modules = List.copyOf(next);
    }

    /** True where there is nobody to ask: what each read and write looks at first, so that it makes no question in vain. */
    public boolean isIdle() {
        return modules.isEmpty();
    }

    /**
     * Asks the modules of a kind, the oldest first, until one refuses. {@code call_int_hook}.
     *
     * @param hook the Linux name of the hook
     * @return 0, or the first -errno
     */
    @CheckReturnValue
    public <M extends SecurityModule> long ask(Class<M> kind, String hook, ToLongFunction<M> question) {
        List<SecurityModule> asked = modules;
        return asked.isEmpty() ? 0 : askAll(asked, kind, hook, question);
    }

    /** As {@link #ask}, but throws the errno. */
    public <M extends SecurityModule> void mustAllow(Class<M> kind, String hook, ToLongFunction<M> question) {
        long refused = ask(kind, hook, question);
        if (refused != 0) {
            throw ErrnoException.of(refused);
        }
    }

    private static <M extends SecurityModule> long askAll(
            List<SecurityModule> asked, Class<M> kind, String hook, ToLongFunction<M> question) {
        for (SecurityModule module : asked) {
            if (kind.isInstance(module)) {
                long answer = answerOwned(kind.cast(module), hook, question);
                if (answer != 0) {
                    return answer;
                }
            }
        }
        return 0;
    }

    /** Who asks a loadable module holds it; one that is on its way out is not asked any more. */
    private static <M extends SecurityModule> long answerOwned(M module, String hook, ToLongFunction<M> question) {
        OperationsOwner owner = OperationsOwner.of(module);
        if (owner == null) {
            return answer(module, hook, question);
        }
        if (!owner.tryGet()) {
            return 0;
        }
        try {
            return answer(module, hook, question);
        } finally {
            owner.put();
        }
    }

    private static <M extends SecurityModule> long answer(M module, String hook, ToLongFunction<M> question) {
        long answer;
        try {
            answer = question.applyAsLong(module);
        } catch (ErrnoException e) {
            return e.result();
        } catch (NonLocalExit e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException("security hook %s of %s failed: %s".formatted(hook, module.name(), e), e);
        }
        if (answer != 0 && !Errno.isError(answer)) {
            throw new IllegalStateException("security hook %s of %s answers %d, which is neither 0 nor an -errno"
                    .formatted(hook, module.name(), answer));
        }
        return answer;
    }
}
