package org.jernel.kernel.reboot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.syscall.Registration;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_EMERG;

/**
 * Takes the kernel down: notifiers first, then every task and part. Modelled on {@code kernel/reboot.c}.
 *
 * <p>The monitor is {@code system_transition_mutex}: it is held while the notifiers run, and is taken before all others.
 */
public final class Reboot {

    private static final int INIT_PID = 1;
    private static final ProbePoint RESTART = ProbePoint.of("kernel_restart");
    private static final ProbePoint HALT = ProbePoint.of("kernel_halt");
    private static final ProbePoint POWER_OFF = ProbePoint.of("kernel_power_off");

    private static final ProbePoint REGISTER_NOTIFIER = ProbePoint.of("register_reboot_notifier");

    private final Printk printk;
    private final Tasks tasks;
    private final Consumer<Shutdown> machine;
    private final BiConsumer<String, Throwable> oops;
    private final Probes probes;

    /** Never changed in place. */
    private volatile List<RebootNotifier> notifiers = List.of();

    private volatile boolean ctrlAltDelRestarts = true;

    /** Guarded by the monitor. */
    private boolean down;

    /**
     * The shutdown of one kernel.
     *
     * @param machine ends every task and part, and returns as soon as no program runs on
     * @param oops told of a notifier that fails
     */
    public Reboot(
            Printk printk,
            Tasks tasks,
            Consumer<Shutdown> machine,
            BiConsumer<String, Throwable> oops,
            Probes probes) {
        this.printk = printk;
        this.tasks = tasks;
        this.machine = machine;
        this.oops = oops;
        this.probes = probes;
        probes.define(List.of(RESTART, HALT, POWER_OFF, REGISTER_NOTIFIER));
    }

    /** Has {@code notifier} called before the kernel goes down. {@code register_reboot_notifier}. */
    @ExportSymbol
    public Registration registerRebootNotifier(RebootNotifier notifier) {
        return probes.isOff() ? register(notifier) : probes.get(REGISTER_NOTIFIER, () -> register(notifier));
    }

    private Registration register(RebootNotifier notifier) {
        synchronized (this) {
            List<RebootNotifier> next = new ArrayList<>(notifiers);
            next.add(notifier);
            next.sort(Comparator.comparingInt(RebootNotifier::priority).reversed());
            notifiers = List.copyOf(next);
        }
        AtomicBoolean registered = new AtomicBoolean(true);
        Registration registration = () -> {
            if (registered.getAndSet(false)) {
                unregister(notifier);
            }
        };
        OperationsOwner.callerOwns(registration);
        return registration;
    }

    private synchronized void unregister(RebootNotifier notifier) {
        List<RebootNotifier> next = new ArrayList<>(notifiers);
        next.remove(notifier);
        notifiers = List.copyOf(next);
    }

    /** Takes the kernel down to be booted anew. The calling task is to end. {@code kernel_restart}. */
    @ExportSymbol
    public void kernelRestart(@Nullable String command) {
        probes.run(RESTART, () -> goDown(new Shutdown.Restart(command)));
    }

    /** {@code kernel_halt}; as {@link #kernelRestart}. */
    @ExportSymbol
    public void kernelHalt() {
        probes.run(HALT, () -> goDown(new Shutdown.Halt()));
    }

    /** {@code kernel_power_off}; as {@link #kernelRestart}. */
    @ExportSymbol
    public void kernelPowerOff() {
        probes.run(POWER_OFF, () -> goDown(new Shutdown.PowerOff()));
    }

    /** Only the first counts: whoever comes later finds the machine gone. */
    private synchronized void goDown(Shutdown how) {
        if (down) {
            return;
        }
        down = true;
        for (RebootNotifier notifier : notifiers) {
            call(notifier, how);
        }
        printk.printkDeferred(KERN_EMERG + "reboot: %s\n", how.message());
        machine.accept(how);
    }

    private void call(RebootNotifier notifier, Shutdown how) {
        try {
            notifier.notifierCall(how);
        } catch (RuntimeException | Error e) {
            oops.accept("reboot notifier " + notifier, e);
        }
    }

    /** Whether Ctrl-Alt-Del restarts the kernel: yes, until a program says otherwise. {@code C_A_D}. */
    public void setCtrlAltDelRestarts(boolean restarts) {
        ctrlAltDelRestarts = restarts;
    }

    /** The three keys were pressed: the kernel restarts, or init gets SIGINT and decides. {@code ctrl_alt_del}. */
    public void ctrlAltDel() {
        if (ctrlAltDelRestarts) {
            Task _ = tasks.kthreadRun("cad_work", () -> kernelRestart(null));
            return;
        }
        Task init = tasks.find(INIT_PID);
        if (init != null) {
            init.sendSignal(Signal.SIGINT.number());
        }
    }
}
