"""The generator of `sample_data/community_survey.csv`: places, people, and answers around given rates."""
