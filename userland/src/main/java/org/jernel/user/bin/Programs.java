package org.jernel.user.bin;

import java.util.List;
import java.util.function.Supplier;

import org.jernel.user.libc.Program;
import org.jernel.user.sh.Sh;

/** The programs of the userland in the order in which they are listed: what the shell knows, completes and finds. */
public final class Programs {

    /**
     * One program.
     *
     * @param name what it is called by
     * @param factory makes one for each time that it is run
     * @param help what it is for, in a few words
     * @param isService whether the shell goes on beside it without being told
     */
    public record Entry(String name, Supplier<Program> factory, String help, boolean isService) {}

    public static final List<Entry> ALL = List.of(
            program("replyhi", Replyhi::new, "Reply hi TCP Service"),
            program("hello", Hello::new, "Hello TCP Client"),
            program("ping", Ping::new, "Ping a Host"),
            program("ifconfig", Ifconfig::new, "Show or Set Interfaces"),
            service("httpd", Httpd::new, "HTTP Service [PORT]"),
            service("echod", Echod::new, "Echo Service [PORT], TCP and UDP"),
            program("netstat", Netstat::new, "List Sockets (-tuxlanpeori)"),
            program("ss", Ss::new, "List Sockets (-tuxlanpH)"),
            program("dmesg", Dmesg::new, "Show the Kernel's Log (-CcDErxTtkuSw, -l LEVELS, -n LEVEL)"),
            program("insmod", Insmod::new, "Load a Module (FILE [NAME=VALUE])"),
            program("rmmod", Rmmod::new, "Unload a Module ([-f] NAME)"),
            program("lsmod", Lsmod::new, "List Modules"),
            program("break", Gdb::new, "Stop Tasks at a Call or Function (SYMBOL)"),
            program("delete", Gdb::new, "Delete Breakpoints ([NUMBER])"),
            program("continue", Gdb::new, "Let a Stopped Task Go On ([PID])"),
            program("finish", Gdb::new, "Let It Go On to the End of the Call ([PID])"),
            program("return", Gdb::new, "Have the Call Return (VALUE [PID])"),
            program("set", Gdb::new, "Change an Argument (arg INDEX = VALUE [PID])"),
            program("bt", Gdb::new, "Show Where Stopped Tasks Are"),
            program("info", Gdb::new, "Show breakpoints, args or stopped"),
            program("trace", Trace::new, "Record Calls (SET --timeline FILE [PROGRAM])"),
            program("strace", StraceProgram::new, "Trace System Calls (-fcTtrqxy, -e SET, -p PID, -s N, -o FILE)"),
            program("inject", Inject::new, "Make Calls Fail (SET:error=ERRNO:when=3+2, list, remove N)"),
            program("reboot", Halt::new, "Restart the System [-f] [COMMAND]"),
            program("halt", Halt::new, "Halt the System [-f]"),
            program("poweroff", Halt::new, "Turn the System Off [-f]"),
            program("ls", Ls::new, "List Directories (-aACdilnrRSt1)"),
            program("cat", Cat::new, "Show Files"),
            program("echo", Echo::new, "Show Words (-n)"),
            program("mknod", Mknod::new, "Make Device Nodes and Pipes"),
            program("mkdir", Mkdir::new, "Make Directories (-p -m)"),
            program("rm", Rm::new, "Remove Files (-rf)"),
            program("rmdir", Rmdir::new, "Remove Empty Directories"),
            program("cp", Cp::new, "Copy Files (-rp)"),
            program("mv", Mv::new, "Rename Files"),
            program("ln", Ln::new, "Make Links (-sf)"),
            program("touch", Touch::new, "Make Files, or Set Their Times"),
            program("chmod", Chmod::new, "Change Rights"),
            program("chown", Chown::new, "Change Owners"),
            program("pwd", Pwd::new, "Show the Working Directory"),
            program("head", Head::new, "Show the First Lines (-ncqv)"),
            program("tail", Tail::new, "Show the Last Lines (-ncqv), and What Is Added (-f)"),
            program("seq", Seq::new, "Count: [FIRST [STEP]] LAST"),
            program("yes", Yes::new, "Say a Line until Nobody Listens"),
            program("wc", Wc::new, "Count Lines, Words and Bytes (-lwc)"),
            program("grep", Grep::new, "Show Matching Lines (-FEivncq)"),
            program("mount", Mount::new, "List or Make Mounts (-rwvBRM, -t -o)"),
            program("umount", Umount::new, "Take Mounts Away (-fl)"),
            program("stat", StatProgram::new, "Show What Is Known of Files (-Lc)"),
            program("sysctl", Sysctl::new, "Show or Set What /proc/sys Has (-anNqw)"),
            program("ps", Ps::new, "List Tasks (-ef, aux)"),
            program("id", Id::new, "Show Who a User Is (-ugGnr)"),
            program("setpriv", Setpriv::new, "Run a Program as Another User, or with Fewer Rights (-d)"),
            program("nice", Nice::new, "Run a Program That Is Nicer (-n)"),
            program("kill", Kill::new, "Send a Signal"),
            program("uname", Uname::new, "Show the Kernel's Name (-asnrvmo)"),
            program("syscall", SyscallProgram::new, "Make a System Call: NR ARG..."),
            program("env", Env::new, "Show or Set the Environment (-iu)"),
            program("sleep", Sleep::new, "Wait"),
            program("date", Date::new, "Show the Time (-u, +FORMAT)"),
            program("sh", Sh::new, "Shell (-c)"),
            program("true", () -> (_, _) -> 0, "Do Nothing, Successfully"),
            program("false", () -> (_, _) -> 1, "Do Nothing, Unsuccessfully"));

    private Programs() {}

    private static Entry program(String name, Supplier<Program> factory, String help) {
        return new Entry(name, factory, help, false);
    }

    private static Entry service(String name, Supplier<Program> factory, String help) {
        return new Entry(name, factory, help, true);
    }
}
