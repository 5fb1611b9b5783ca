"""Made-up customers whose groups are known beforehand."""

from __future__ import annotations

import numpy as np
import pandas as pd

# Typical recency, frequency and money of each group: far apart on a log scale.
GROUPS = {
    "Champions": (5.0, 12.0, 3000.0),
    "Recent one-time buyers": (8.0, 1.0, 60.0),
    "Slipping away": (300.0, 11.0, 2500.0),
    "Lapsed one-time buyers": (400.0, 1.0, 50.0),
}


def grouped(each: int = 150, seed: int = 1) -> pd.DataFrame:
    """`each` customers of every group of GROUPS, in the order of the groups."""
    rng = np.random.default_rng(seed)
    parts = []
    for recency, frequency, monetary in GROUPS.values():
        noise = np.exp(rng.normal(0.0, 0.12, (each, 3)))
        days = np.maximum(np.round(frequency * noise[:, 1]), 1.0)
        parts.append(
            pd.DataFrame(
                {
                    "recency_days": np.round(recency * noise[:, 0]),
                    "frequency": days if frequency > 1 else 1.0,
                    "monetary": monetary * noise[:, 2],
                }
            )
        )
    found = pd.concat(parts, ignore_index=True)
    found.insert(0, "customer_key", np.arange(1, len(found) + 1))
    return found


def one_cloud(customers: int = 600, seed: int = 2) -> pd.DataFrame:
    """Customers without groups: one shapeless cloud."""
    rng = np.random.default_rng(seed)
    values = np.exp(rng.normal(3.0, 0.5, (customers, 3)))
    return pd.DataFrame(
        {
            "customer_key": np.arange(customers),
            "recency_days": values[:, 0],
            "frequency": values[:, 1],
            "monetary": values[:, 2],
        }
    )
