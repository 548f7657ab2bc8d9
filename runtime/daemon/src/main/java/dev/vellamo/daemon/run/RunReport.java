package dev.vellamo.daemon.run;

import dev.vellamo.cli.LoadedConfig;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.protocol.config.ConfigChanges;
import java.nio.file.Path;
import java.util.List;

/** What a run says while it goes on. */
interface RunReport extends EventForm<List<Line>> {

    /** The config cannot be launched. */
    List<Line> refused(LoadedConfig.Refused refused);

    /** The config is not the one that the home keeps. */
    List<Line> changed(Path home, List<ConfigChanges.Change> changes);

    /** The store of the home cannot be used. */
    List<Line> unusable(StoreException reason);

    /** The first signal came. */
    List<Line> interrupted(SignalTrap.Caught signal);

    /** Something failed that is not an event of a subcluster. */
    List<Line> failed(String what, Throwable reason);

    /** The last thing it says. */
    List<Line> exit(int code);

    /** Output was lost because nobody read it. */
    Line lostLines(long count);
}
