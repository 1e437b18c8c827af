package org.jernel.kernel.sys;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.reboot.Reboot;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine4;

/** Modelled on {@code reboot} of {@code kernel/reboot.c}. */
public final class RebootSyscalls {

    private static final int LINUX_REBOOT_MAGIC1 = 0xfee1dead;

    /** A date of birth in each, day, month and year: those of the author and of his daughters. */
    private static final Set<Integer> LINUX_REBOOT_MAGIC2 = Set.of(672274793, 85072278, 369367448, 537993216);

    private static final int LINUX_REBOOT_CMD_RESTART = 0x01234567;
    private static final int LINUX_REBOOT_CMD_HALT = 0xCDEF0123;
    private static final int LINUX_REBOOT_CMD_CAD_ON = 0x89ABCDEF;
    private static final int LINUX_REBOOT_CMD_CAD_OFF = 0;
    private static final int LINUX_REBOOT_CMD_POWER_OFF = 0x4321FEDC;
    private static final int LINUX_REBOOT_CMD_RESTART2 = 0xA1B2C3D4;

    /** The longest command of RESTART2; what is longer is cut. */
    private static final int COMMAND_MAX = 255;

    private final Reboot reboot;

    public RebootSyscalls(Reboot reboot) {
        this.reboot = reboot;
    }

    @SyscallDefine4("reboot")
    @Partial("no other kernel to execute, and no hibernation")
    long reboot(int magic1, int magic2, @CType("unsigned int") int cmd, @CType("void __user *") long arg) {
        if (!Task.capable(Cred.CAP_SYS_BOOT)) {
            return Errno.EPERM.negated();
        }
        if (magic1 != LINUX_REBOOT_MAGIC1 || !LINUX_REBOOT_MAGIC2.contains(magic2)) {
            return Errno.EINVAL.negated();
        }
        switch (cmd) {
            case LINUX_REBOOT_CMD_RESTART -> reboot.kernelRestart(null);
            case LINUX_REBOOT_CMD_RESTART2 -> reboot.kernelRestart(command(arg));
            case LINUX_REBOOT_CMD_HALT -> reboot.kernelHalt();
            case LINUX_REBOOT_CMD_POWER_OFF -> reboot.kernelPowerOff();
            case LINUX_REBOOT_CMD_CAD_ON, LINUX_REBOOT_CMD_CAD_OFF -> {
                reboot.setCtrlAltDelRestarts(cmd == LINUX_REBOOT_CMD_CAD_ON);
                return 0;
            }
            default -> {
                return Errno.EINVAL.negated();
            }
        }
        // There is no machine left to return to.
        throw Task.current().doExit(0);
    }

    private static String command(long arg) {
        byte[] buffer = new byte[COMMAND_MAX];
        long length = Uaccess.strncpyFromUser(buffer, Task.current().memory(), arg, COMMAND_MAX);
        if (length < 0) {
            throw Errno.EFAULT.exception();
        }
        return new String(buffer, 0, (int) length, StandardCharsets.UTF_8);
    }
}
