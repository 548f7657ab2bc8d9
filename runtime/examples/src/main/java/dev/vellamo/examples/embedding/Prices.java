package dev.vellamo.examples.embedding;

import dev.vellamo.vat.VatException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

// shown: service
/** A kernel service: an object of the host whose public methods vats may call. They run on several threads at once. */
public final class Prices {
    private final Map<String, Integer> cents = new ConcurrentHashMap<>(Map.of("tea", 350, "milk", 120));

    public int of(String item) {
        Integer price = cents.get(item);
        if (price == null) {
            throw new VatException("NOT_FOR_SALE", item + " is not for sale");
        }
        return price;
    }
}
// end
