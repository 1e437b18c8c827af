package org.jernel.kernel.sysctl;

import java.util.List;

import org.jernel.kernel.owner.CallbackGate;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.kernel.time.KernelClock;

/** The tree of {@code /proc/sys}. {@code sysctl_table_root}. */
public final class Sysctl {

    private static final ProbePoint REGISTER = ProbePoint.of("register_sysctl");
    private static final ProbePoint UNREGISTER = ProbePoint.of("unregister_sysctl_table");

    private final SysctlDirectory root;
    private final Probes probes;

    /** Hangs an empty tree into {@code /proc}. {@code proc_sys_init}. */
    public Sysctl(ProcFs proc, KernelClock clock, Probes probes) {
        this.probes = probes;
        probes.define(List.of(REGISTER, UNREGISTER));
        this.root = new SysctlDirectory(proc.files(), clock, false);
        proc.procMount("sys", root);
    }

    /** Makes the files of a table, all or none; throws EEXIST for a name that is taken. */
    @ExportSymbol
    public void registerSysctl(String path, List<CtlTable> table) {
        if (probes.isOff()) {
            register(path, table);
        } else {
            probes.run(REGISTER, () -> register(path, table));
        }
    }

    private void register(String path, List<CtlTable> table) {
        add(path, table);
        OperationsOwner.callerOwns(() -> unregister(path, table));
    }

    private synchronized void add(String path, List<CtlTable> table) {
        SysctlDirectory directory = find(path);
        int added = 0;
        try {
            for (CtlTable row : table) {
                directory.add(row);
                added++;
            }
        } finally {
            if (added < table.size()) {
                List<CallbackGate> _ = remove(path, table.subList(0, added));
            }
        }
    }

    /**
     * Takes the files of a table away, and the directories that are empty then; waits for calls of its handlers that are in
     * progress.
     */
    @ExportSymbol("unregister_sysctl_table")
    public void unregisterSysctl(String path, List<CtlTable> table) {
        if (probes.isOff()) {
            unregister(path, table);
        } else {
            probes.runVoid(UNREGISTER, () -> unregister(path, table));
        }
    }

    private void unregister(String path, List<CtlTable> table) {
        // A handler in progress may want the tree.
        remove(path, table).forEach(CallbackGate::shut);
    }

    private synchronized List<CallbackGate> remove(String path, List<CtlTable> table) {
        return root.remove(List.of(path.split("/")), table);
    }

    private SysctlDirectory find(String path) {
        SysctlDirectory directory = root;
        for (String name : path.split("/")) {
            directory = directory.directory(name);
        }
        return directory;
    }
}
