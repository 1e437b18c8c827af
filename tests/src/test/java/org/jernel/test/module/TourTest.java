package org.jernel.test.module;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Types docs/tour.md, from its beginning to its end. */
final class TourTest {

    private final Document document = new Document("docs/tour.md");

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();

    TourTest() throws IOException {}

    @Test
    void theScreenShowsWhatThePageShows() throws InterruptedException {
        document.assertSession(
                List.of("session log", "session files", "session users", "session watch", "session steer",
                        "session trace", "session sockets"),
                kernel.kernel());
    }
}
