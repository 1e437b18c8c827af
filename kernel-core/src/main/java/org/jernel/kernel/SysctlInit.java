package org.jernel.kernel;

import java.util.HexFormat;
import java.util.List;

import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.kernel.syslog.Syslog;
import org.jernel.kernel.task.CapSets;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.uts.UtsName;
import org.jernel.syscall.Errno;

/** Brings {@code /proc/sys} up, with the rows of {@code kernel}. {@code kern_table} of {@code kernel/sysctl.c}. */
public final class SysctlInit implements Initcall {

    private static final int NGROUPS_MAX = 65536;

    private static final int UUID_BYTES = 16;

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "proc_sys_init";
    }

    @Override
    public void init(Kernel kernel) {
        Sysctl sysctl = new Sysctl(kernel.get(ProcFs.class), kernel.clock(), kernel.probes());
        kernel.register(Sysctl.class, sysctl);
        kernel.symbols().export(sysctl);
        UtsName uts = kernel.get(UtsName.class);
        Printk printk = kernel.printk();
        Syslog syslog = kernel.get(Syslog.class);
        sysctl.registerSysctl("kernel", List.of(
                CtlTable.readOnly("ostype", uts::sysname),
                CtlTable.readOnly("osrelease", uts::release),
                CtlTable.readOnly("version", uts::version),
                CtlTable.ofText("hostname", UtsName.LONGEST, uts::nodename, uts::setNodename),
                CtlTable.ofText("domainname", UtsName.LONGEST, uts::domainname, uts::setDomainname),
                CtlTable.readOnlyNumber("ngroups_max", NGROUPS_MAX),
                CtlTable.readOnlyNumber("cap_last_cap", CapSets.CAP_LAST_CAP),
                CtlTable.ofNumbers(
                        "dmesg_restrict",
                        () -> new int[] {syslog.isRestricted() ? 1 : 0},
                        numbers -> restrict(syslog, numbers[0]))));
        sysctl.registerSysctl("kernel", List.of(kernel.taints().sysctl()));
        sysctl.registerSysctl("kernel", PrintkSysctls.table(printk, syslog));
        LimitSysctls.register(sysctl, kernel.tasks());
        String bootId = uuid(kernel.random());
        sysctl.registerSysctl("kernel/random", List.of(
                CtlTable.readOnly("boot_id", () -> bootId),
                CtlTable.readOnly("uuid", () -> uuid(kernel.random()))));
    }

    /** {@code proc_dointvec_minmax_sysadmin}. */
    private static boolean restrict(Syslog syslog, int number) {
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            throw Errno.EPERM.exception();
        }
        if (number == 0 || number == 1) {
            syslog.setRestricted(number == 1);
            return true;
        }
        return false;
    }

    /** RFC 4122, version 4. {@code generate_random_uuid}. */
    private static String uuid(KernelRandom random) {
        byte[] bytes = new byte[UUID_BYTES];
        random.getRandomBytes(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        String hex = HexFormat.of().formatHex(bytes);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }
}
