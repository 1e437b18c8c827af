package org.jernel.kernel.uts;

import java.util.List;

/** The names of a system, two of which its superuser gives. {@code struct new_utsname}. */
public final class UtsName {

    /** The longest name. {@code __NEW_UTS_LEN}. */
    public static final int LONGEST = 64;

    private volatile String nodename = "jernel";
    private volatile String domainname = "(none)";

    public String sysname() {
        return "Linux";
    }

    /** The name in the network, which {@code sethostname} sets. */
    public String nodename() {
        return nodename;
    }

    public void setNodename(String name) {
        nodename = name;
    }

    public String release() {
        return "5.1.0-jernel";
    }

    public String version() {
        return "#1 SMP";
    }

    public String machine() {
        return "x86_64";
    }

    /** The NIS domain, which {@code setdomainname} sets. */
    public String domainname() {
        return domainname;
    }

    public void setDomainname(String name) {
        domainname = name;
    }

    /** All in the order of the structure. */
    public List<String> fields() {
        return List.of(sysname(), nodename, release(), version(), machine(), domainname);
    }
}
