package org.jernel.user.bin;

import java.util.List;
import java.util.function.Supplier;

import org.jernel.user.libc.Program;

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
            program("netstat", Netstat::new, "List Sockets (-tuxlanp)"),
            program("ss", Ss::new, "List Sockets (-tuxlanpH)"),
            program("dmesg", Dmesg::new, "Show the Kernel's Log (-CcDErxTtkuSw, -l LEVELS, -n LEVEL)"),
            program("insmod", Insmod::new, "Load a Module (FILE [NAME=VALUE])"),
            program("rmmod", Rmmod::new, "Unload a Module ([-f] NAME)"),
            program("lsmod", Lsmod::new, "List Modules"),
            program("inject", Inject::new, "Make Calls Fail (SET:error=ERRNO:when=3+2, list, remove N)"),
            program("reboot", Halt::new, "Restart the System [-f] [COMMAND]"),
            program("halt", Halt::new, "Halt the System [-f]"),
            program("poweroff", Halt::new, "Turn the System Off [-f]"));

    private Programs() {}

    private static Entry program(String name, Supplier<Program> factory, String help) {
        return new Entry(name, factory, help, false);
    }

    private static Entry service(String name, Supplier<Program> factory, String help) {
        return new Entry(name, factory, help, true);
    }
}
