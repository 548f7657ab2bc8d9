package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jdk8.Jdk8TypeModifier;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** How Jackson is set up for values between vats: nothing is converted silently, nothing is lost. */
final class JsonForm {

    /** Of the path to a value that cannot be written, the steps that are shown; a cycle has hundreds. */
    private static final int MAX_PATH_STEPS = 8;

    private static final int MAX_CACHED_TYPES = 200;

    private JsonForm() {}

    static ObjectMapper mapper() {
        var limits = StreamWriteConstraints.builder()
                .maxNestingDepth(ValueCodec.MAX_DEPTH)
                .build();
        var factory = JsonFactory.builder().streamWriteConstraints(limits).build();
        return JsonMapper.builder(factory)
                // The default one is shared by the whole JVM and would keep the classes of closed vats.
                .typeFactory(types())
                .addModules(new Jdk8Module(), new JavaTimeModule(), new ReferenceModule())
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                // A method such as isEmpty() of a record is not a part of its value.
                .enable(MapperFeature.REQUIRE_SETTERS_FOR_GETTERS)
                .build();
    }

    /** Finds types without keeping their classes beyond its own life. */
    static TypeFactory types() {
        LookupCache<Object, JavaType> cache = new LRUMap<>(4, MAX_CACHED_TYPES);
        return TypeFactory.defaultInstance().withCache(cache).withModifier(new Jdk8TypeModifier());
    }

    /** The message of the author or Jackson, and the JSON pointer to the place. */
    static String describe(JsonMappingException e) {
        var path = new StringBuilder();
        var steps = e.getPath();
        for (var i = 0; i < steps.size() && i < MAX_PATH_STEPS; i++) {
            var step = steps.get(i);
            path.append('/').append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
        }
        if (steps.size() > MAX_PATH_STEPS) {
            path.append("/…");
        }
        var message = e.getOriginalMessage();
        var advice = message.indexOf(" (to avoid exception");
        var problem = advice < 0 ? message : message.substring(0, advice);
        return path.isEmpty() ? problem : problem + " (at " + path + ")";
    }
}
