package org.jernel.kernel.task;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What executing a file makes of who executes it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ExecCredsTest {

    private static final int ANN = 1000;
    private static final int BEA = 1001;
    private static final int PLAIN = 0755;
    private static final int SETUID = 04755;
    private static final int SETGID = 02755;
    private static final int SETGID_NOT_EXECUTABLE = 02744;

    private final TestKernel kernel = new TestKernel();

    @AfterEach
    void close() {
        kernel.close();
    }

    private Cred exec(Cred before, boolean noNewPrivs, int mode, int owner) throws InterruptedException {
        Cred[] after = new Cred[1];
        kernel.run((User user) -> {
            Task task = user.task();
            task.setCred(before);
            if (noNewPrivs) {
                task.prctl().setNoNewPrivs();
            }
            Commoncap.installExecCreds(task, mode, owner, owner);
            after[0] = task.cred();
            assertThat(task.prctl().isDumpable())
                    .isEqualTo(after[0].uids().isPlain() && after[0].gids().isPlain());
            return 0;
        });
        return after[0];
    }

    @Test
    void aPlainFileChangesNothing() throws InterruptedException {
        assertThat(exec(Cred.user(ANN), false, PLAIN, 0)).isEqualTo(Cred.user(ANN));
        assertThat(exec(Cred.ROOT, false, PLAIN, ANN)).isEqualTo(Cred.ROOT);
    }

    @Test
    void aFileOfRootsMakesItsUserRoot() throws InterruptedException {
        Cred after = exec(Cred.user(ANN), false, SETUID, 0);
        assertThat(after.uids()).isEqualTo(new Ids(ANN, 0, 0, 0));
        assertThat(after.caps().effective()).isEqualTo(CapSets.FULL);
        assertThat(after.caps().permitted()).isEqualTo(CapSets.FULL);
    }

    @Test
    void whoHasGivenUpNewPrivilegesGetsNone() throws InterruptedException {
        assertThat(exec(Cred.user(ANN), true, SETUID, 0)).isEqualTo(Cred.user(ANN));
        assertThat(exec(Cred.user(ANN), true, SETGID, 0)).isEqualTo(Cred.user(ANN));
    }

    @Test
    void aGroupIsTakenOnlyOfWhatTheGroupMayExecute() throws InterruptedException {
        assertThat(exec(Cred.user(ANN), false, SETGID, BEA).gids()).isEqualTo(new Ids(ANN, BEA, BEA, BEA));
        assertThat(exec(Cred.user(ANN), false, SETGID_NOT_EXECUTABLE, BEA)).isEqualTo(Cred.user(ANN));
    }

    @Test
    void theRealUserNoughtIsPermittedAllAndTheEffectiveOneHasIt() throws InterruptedException {
        Cred effective = exec(Cred.ROOT.withUids(new Ids(ANN, 0, 0, 0)), false, PLAIN, 0);
        assertThat(effective.caps()).isEqualTo(CapSets.INIT);
        Cred real = exec(Cred.ROOT.withUids(new Ids(0, ANN, ANN, ANN)), false, PLAIN, 0);
        assertThat(real.caps().permitted()).isEqualTo(CapSets.FULL);
        assertThat(real.caps().effective()).isZero();
    }

    @Test
    void ambientCapabilitiesAreKeptByPlainFilesOnly() throws InterruptedException {
        long kill = CapSets.bit(Cred.CAP_KILL);
        Cred ambient = Cred.user(ANN).withCaps(new CapSets(kill, kill, 0, CapSets.FULL, kill));
        Cred after = exec(ambient, false, PLAIN, 0);
        assertThat(after.caps()).isEqualTo(new CapSets(kill, kill, kill, CapSets.FULL, kill));
        assertThat(exec(ambient, false, SETUID, BEA).caps().effective()).isZero();
    }

    @Test
    void securebitsMayTakeItsMeaningFromUserNought() throws InterruptedException {
        Cred after = exec(
                Cred.ROOT.withSecurebits(Securebits.SECURE_NOROOT | Securebits.SECURE_KEEP_CAPS), false, PLAIN, 0);
        assertThat(after.caps().permitted()).isZero();
        assertThat(after.securebits()).isEqualTo(Securebits.SECURE_NOROOT);
    }
}
